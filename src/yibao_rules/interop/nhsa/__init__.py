"""The national interface (医疗保障信息平台定点医药机构接口规范): payloads built, checked and read."""
