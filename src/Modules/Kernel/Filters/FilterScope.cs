namespace Crm.Kernel.Filters;

/// <summary>What the words of a filter stand for: who <c>me</c> is, who <c>myTeam</c>, and when <c>today</c> is.</summary>
/// <param name="Team">Accounts in the caller's teams and below them, the caller among them.</param>
public sealed record FilterScope(Guid Account, IReadOnlyCollection<Guid> Team, Calendar Calendar);
