"""The data: what a workbook may hold, how it is read and checked, and the immutable `Instance` it becomes."""
