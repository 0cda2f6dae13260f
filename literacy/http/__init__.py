"""What views share: form fields, access-rule decorators, template filters, error pages."""
