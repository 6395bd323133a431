namespace Crm.Identity.Invitations;

/// <summary>A row of <c>identity.invitations</c>: an address that may become a member, if whoever reads its mail wants to.</summary>
internal sealed record Invitation
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Email { get; init; } = "";
    public string EmailAsTyped { get; init; } = "";
    public string Role { get; init; } = "";
    public Guid InvitedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset SentAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? AcceptedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    public string Status(DateTimeOffset now) => AcceptedAt is not null ? "accepted" : RevokedAt is not null ? "revoked" : ExpiresAt <= now ? "expired" : "pending";
}

/// <summary>An invitation as the company sees it.</summary>
/// <param name="Role">What the new member will be: a built-in role's name, or a custom role's id.</param>
/// <param name="Status"><c>pending</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="InvitedBy">The account that invites.</param>
/// <param name="SentAt">When the last mail was asked for.</param>
internal sealed record InvitationView(Guid Id, string Email, string Role, string Status, Guid InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset SentAt, DateTimeOffset ExpiresAt)
{
    public static InvitationView Of(Invitation i, DateTimeOffset now) => new(i.Id, i.EmailAsTyped, i.Role, i.Status(now), i.InvitedBy, i.CreatedAt, i.SentAt, i.ExpiresAt);
}
