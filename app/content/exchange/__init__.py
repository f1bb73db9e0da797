"""Questions from and for other systems: GIFT, Aiken, Moodle XML, QTI, all by way of one neutral value."""
