namespace Crm.Contacts;

/// <summary>An e-mail address of a contact.</summary>
internal sealed record Email(string Address, string? Label, bool Primary, bool? Verified, bool? OptedOut);
