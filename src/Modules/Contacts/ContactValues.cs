namespace Crm.Contacts;

/// <summary>An e-mail address of a contact.</summary>
internal sealed record Email(string Address, string? Label, bool Primary, bool? Verified, bool? OptedOut);

/// <summary>A phone number of a contact.</summary>
/// <param name="Number">E.164.</param>
/// <param name="Raw">As it was written.</param>
internal sealed record Phone(string Number, string Raw, string? Label, bool Primary);
