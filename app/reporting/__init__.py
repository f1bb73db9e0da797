"""What managers see: summaries kept beside the ledger, the overview over them, lists and exports."""
