"""Pure rules: conditions of levels, reasons, cycles of awards and their state on any date."""
