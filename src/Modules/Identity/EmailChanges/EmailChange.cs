namespace Crm.Identity.EmailChanges;

/// <summary>A row of <c>identity.email_changes</c>: asked for, then confirmed from the new address, perhaps undone from the old one.</summary>
internal sealed record EmailChange
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);
    public static readonly TimeSpan Undoable = TimeSpan.FromDays(7);

    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public Guid SessionId { get; init; }
    public string OldEmail { get; init; } = "";
    public string OldEmailAsTyped { get; init; } = "";
    public string NewEmail { get; init; } = "";
    public string NewEmailAsTyped { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>The address an account has now.</summary>
internal sealed record ConfirmedAddressView(string Email);
