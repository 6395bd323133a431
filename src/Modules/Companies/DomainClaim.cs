using Crm.Companies.Merging;
using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Companies;

/// <summary>
/// Says which live company has a domain. No unique index can reach into a list, so each domain is a row whose id is the domain:
/// the loser of a race fails at its key. Written, given up and taken back with its company.
/// </summary>
[NotLogged("The company's own entries tell of its domains.")]
internal sealed class DomainClaim
{
    /// <summary>The domain, normalised.</summary>
    public required string Id { get; init; }

    public required Guid CompanyId { get; init; }

    /// <summary>The claims there are on the domains of the company, its own among them.</summary>
    public static Task<IReadOnlyList<DomainClaim>> OnAsync(IDocumentSession session, Company company, CancellationToken ct) =>
        session.LoadManyAsync<DomainClaim>(ct, Keys(company.Domains));

    /// <summary>Takes what the company has come to have, gives up what it has no more.</summary>
    /// <param name="taken">The claims there are on its domains.</param>
    public static void Settle(IDocumentSession session, Company company, IReadOnlyList<string> before, IReadOnlyList<DomainClaim> taken)
    {
        RefuseTaken(company, taken);
        foreach (var domain in Keys(before).Except(company.Domains)) session.Delete<DomainClaim>(domain);
        foreach (var domain in Keys(company.Domains).Except(before)) session.Insert(new DomainClaim { Id = domain, CompanyId = company.Id });
    }

    /// <summary>Gives the domains of some companies to some, others or the same. Ends the request if anybody else has one of them.</summary>
    /// <param name="taken">The claims there are on the domains after.</param>
    public static void Move(IDocumentSession session, IReadOnlyList<CompanyClaims> before, IReadOnlyList<CompanyClaims> after, IReadOnlyList<DomainClaim> taken)
    {
        static Dictionary<string, Guid> Of(IReadOnlyList<CompanyClaims> companies) => companies.SelectMany(c => c.Domains, (c, domain) => (domain, c.Id)).ToDictionary(d => d.domain, d => d.Id);
        var (had, has) = (Of(before), Of(after));
        if (taken.FirstOrDefault(claim => !had.ContainsKey(claim.Id)) is { } other) throw CompanyProblems.DomainTaken.With($"{other.Id} belongs to company {other.CompanyId}.");
        foreach (var domain in Keys(had.Keys.Except(has.Keys))) session.Delete<DomainClaim>(domain);
        foreach (var domain in Keys(has.Keys))
            if (!had.TryGetValue(domain, out var owner)) session.Insert(new DomainClaim { Id = domain, CompanyId = has[domain] });
            else if (owner != has[domain]) session.Store(new DomainClaim { Id = domain, CompanyId = has[domain] });
    }

    /// <summary>Gives up all that the company has.</summary>
    public static void GiveUp(IDocumentSession session, Company company)
    {
        foreach (var domain in Keys(company.Domains)) session.Delete<DomainClaim>(domain);
    }

    /// <summary>In the order in which everybody takes them, lest two wait for each other.</summary>
    public static string[] Keys(IEnumerable<string> domains) => [.. domains.Order(StringComparer.Ordinal)];

    /// <summary>Ends the request if another company has one of the domains.</summary>
    public static void RefuseTaken(Company company, IReadOnlyList<DomainClaim> taken)
    {
        var others = taken.Where(claim => claim.CompanyId != company.Id).ToDictionary(claim => claim.Id, claim => claim.CompanyId);
        var errors = company.Domains.Index().Where(domain => others.ContainsKey(domain.Item))
            .Select(domain => new ProblemError($"/domains/{domain.Index}", CompanyProblems.DomainTaken.Code, $"{domain.Item} belongs to company {others[domain.Item]}.")).ToList();
        if (errors.Count > 0) throw new ProblemException(CompanyProblems.DomainTaken) { Errors = errors };
    }
}

/// <summary>Tells who waits for domains.</summary>
internal static class DomainNews
{
    /// <param name="before">Domains the company had already.</param>
    public static async ValueTask PublishTakenAsync(this Outbox outbox, Company company, IReadOnlyCollection<string> before, DateTimeOffset now)
    {
        string[] come = [.. company.Domains.Except(before)];
        if (come.Length > 0) await outbox.PublishAsync(new CompanyDomainsTaken(Guid.CreateVersion7(now), company.Id, come));
    }
}
