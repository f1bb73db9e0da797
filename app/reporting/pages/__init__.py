"""What the templates of reporting show: texts, tables and charts, ready to print."""
