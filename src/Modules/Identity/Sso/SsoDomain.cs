using Crm.Kernel.Values;

namespace Crm.Identity.Sso;

/// <summary>A row of <c>identity.sso_domains</c>: a mail domain that a company says is its own.</summary>
internal sealed record SsoDomain
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Domain { get; init; } = "";
    public string Challenge { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Nothing about it changes but that it is verified.</summary>
    public int Version => VerifiedAt is null ? 1 : 2;

    public string RecordName => $"_crm-challenge.{Domain}";
    public string RecordValue => $"crm-domain-verification={Challenge}";

    /// <summary>As it is stored and compared; null if it is no domain.</summary>
    public static string? Normalise(string text) => DomainName.Normalise(text);

    /// <summary>The domain of a mail address.</summary>
    public static string? OfAddress(string? email) => email?.LastIndexOf('@') is > 0 and var at ? Normalise(email[(at + 1)..]) : null;
}

/// <summary>A mail domain of the company, and how to prove it.</summary>
/// <param name="Status">`pending`, or `verified`: the company's provider may speak for its addresses.</param>
/// <param name="RecordName">Name of the TXT record that proves it.</param>
/// <param name="RecordValue">Value of that record.</param>
internal sealed record SsoDomainView(Guid Id, string Domain, string Status, string RecordName, string RecordValue, DateTimeOffset CreatedAt, DateTimeOffset? VerifiedAt)
{
    public static SsoDomainView Of(SsoDomain d) => new(d.Id, d.Domain, d.VerifiedAt is null ? "pending" : "verified", d.RecordName, d.RecordValue, d.CreatedAt, d.VerifiedAt);
}
