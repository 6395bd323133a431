namespace Crm.Identity.Members;

/// <summary>A row of memberships with its account.</summary>
internal sealed record Member
{
    public Guid AccountId { get; init; }
    public string EmailAsTyped { get; init; } = "";
    public string FullName { get; init; } = "";
    public string Role { get; init; } = "";
    public string Status { get; init; } = "";
    public int Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
    public bool HasPicture { get; init; }
}

/// <summary>Somebody who belongs to the company.</summary>
/// <param name="Role">A built-in role's name, or a custom role's id.</param>
/// <param name="Status"><c>active</c>, or <c>suspended</c>: still a member, but nothing works.</param>
/// <param name="LastSeenAt">When a session in this company was last continued.</param>
/// <param name="HasPicture">Whether <c>GET /members/{id}/picture</c> has something to show.</param>
internal sealed record MemberView(Guid AccountId, string Email, string FullName, string Role, string Status, DateTimeOffset JoinedAt, DateTimeOffset? LastSeenAt, bool HasPicture)
{
    public static MemberView Of(Member member) =>
        new(member.AccountId, member.EmailAsTyped, member.FullName, member.Role, member.Status, member.CreatedAt, member.LastSeenAt, member.HasPicture);
}
