namespace Crm.Identity.Access;

/// <summary>People whose records are shared by those in the team and above it. Teams form a tree.</summary>
internal sealed record Team
{
    public Guid Id { get; init; }
    public Guid? ParentId { get; init; }
    public string Name { get; init; } = "";
    public int Version { get; init; }
    public long Members { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A team as the API shows it.</summary>
/// <param name="ParentId">The team above it.</param>
/// <param name="Members">How many are in it, those below not counted.</param>
internal sealed record TeamView(Guid Id, string Name, Guid? ParentId, long Members, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static TeamView Of(Team team) => new(team.Id, team.Name, team.ParentId, team.Members, team.CreatedAt, team.UpdatedAt);
}
