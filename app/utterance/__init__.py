"""Reading a sentence: from what somebody said to speech acts with places and slots; pure."""
