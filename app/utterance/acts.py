"""The closed list of speech acts: what an agent can do in one turn, as roleplays/acts.yaml must describe it."""

SKILLS = (
    "greet", "identify_self", "verify_identity", "ask_open", "ask_closed", "ask_environment", "listen_ack",
    "paraphrase", "empathise", "apologise", "explain_plain", "jargon", "offer_option", "offer_visit",
    "offer_goodwill", "promise", "confirm_writing", "check_cost", "get_authorisation", "safety_instruction",
    "classify", "escalate", "refuse_gently", "recap", "ask_anything_else", "close",
)  # fmt: skip
FAULTS = (
    "shirk", "deny", "blame", "vague_promise", "over_promise", "interrupt", "privacy_leak", "hidden_charge",
    "unsafe_advice",
)  # fmt: skip
ACT_IDS: tuple[str, ...] = (*SKILLS, *FAULTS)
