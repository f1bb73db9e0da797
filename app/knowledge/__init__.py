"""Job aids for the moment of need: phrase book, checklists, case library, glossary; searchable and printable."""
