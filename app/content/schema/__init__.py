"""The authored formats as pydantic models that refuse unknown fields; pure."""
