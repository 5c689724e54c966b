"""The Excel workbook: a guard at the door, reading, the template, annotated copies."""
