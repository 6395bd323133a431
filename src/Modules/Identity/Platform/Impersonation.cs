namespace Crm.Identity.Platform;

/// <summary>A grant to work as a member of a company for a while: a row of <c>identity.impersonations</c>, with the names that belong to it.</summary>
internal sealed record Impersonation
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public const string Select = """
        select i.*, o.full_name as operator_name, a.email_as_typed as account_email, a.full_name as account_name
        from identity.impersonations i join identity.operators o on o.id = i.operator_id join identity.accounts a on a.id = i.account_id
        """;

    public Guid Id { get; init; }
    public Guid OperatorId { get; init; }
    public string OperatorName { get; init; } = "";
    public Guid TenantId { get; init; }
    public Guid AccountId { get; init; }
    public string AccountEmail { get; init; } = "";
    public string AccountName { get; init; } = "";
    public Guid SessionId { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedBy { get; init; }

    public bool IsOpen(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;
}

/// <summary>An operator's stay in a company.</summary>
/// <param name="Operator">Who came: <c>operator:…</c> in the audit.</param>
/// <param name="Account">As whom.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="EndedAt">When somebody ended it, and who (<c>operator:…</c>, <c>account:…</c>, <c>system</c>).</param>
internal sealed record ImpersonationView(Guid Id, OperatorView Operator, Guid Tenant, ImpersonatedView Account, string Reason, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, string? EndedBy)
{
    public static ImpersonationView Of(Impersonation i) =>
        new(i.Id, new(i.OperatorId, i.OperatorName), i.TenantId, new(i.AccountId, i.AccountName), i.Reason, i.CreatedAt, i.ExpiresAt, i.EndedAt, i.EndedBy);
}

/// <summary>Somebody who runs the service.</summary>
internal sealed record OperatorView(Guid Id, string FullName);

/// <summary>The member that an operator works as.</summary>
internal sealed record ImpersonatedView(Guid Id, string FullName);
