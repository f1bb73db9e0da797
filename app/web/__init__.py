"""The edge: guards, CSRF, security headers, errors, translation, components, assets and base templates."""
