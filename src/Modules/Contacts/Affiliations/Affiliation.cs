using Crm.Kernel.Values;

namespace Crm.Contacts.Affiliations;

/// <summary>That a contact is, or was, with a company.</summary>
/// <param name="Role">What the contact is there.</param>
/// <param name="Primary">Whether it is the one that <c>companyId</c> names; at most one is.</param>
/// <param name="Since">The first day.</param>
/// <param name="Until">The last day.</param>
internal sealed record Affiliation(Guid CompanyId, string? Role, bool Primary, DateOnly? Since, DateOnly? Until)
{
    public const int Most = 50;

    public static Affiliation With(Guid companyId, bool primary = true) => new(companyId, null, primary, null, null);

    /// <summary>Primary is who says so, else the first that does not say it is not.</summary>
    public static IReadOnlyList<Affiliation> Of(IReadOnlyList<AffiliationFields> written)
    {
        var all = written.ToList();
        var main = all.FindIndex(a => a.Primary is true) is >= 0 and var said ? said : all.FindIndex(a => a.Primary is null);
        return [.. all.Select((a, i) => new Affiliation(a.CompanyId, a.Role.Tidy(), i == main, a.Since, a.Until))];
    }

    /// <summary>What <c>companyId</c> means where <c>companies</c> is not written: the company takes the place of the primary one, or nobody does.</summary>
    public static IReadOnlyList<Affiliation> Led(IReadOnlyList<Affiliation> before, Guid? companyId)
    {
        if (before.FirstOrDefault(a => a.Primary)?.CompanyId == companyId) return before;
        var others = before.Where(a => !a.Primary && a.CompanyId != companyId);
        if (companyId is not { } id) return [.. others];
        return [(before.FirstOrDefault(a => a.CompanyId == id) ?? With(id)) with { Primary = true }, .. others];
    }

    /// <summary>The same list where some companies have become one: it has the place of the first of them, says what that lacks, and is primary if one of them was.</summary>
    public static IReadOnlyList<Affiliation> Joined(IReadOnlyList<Affiliation> before, IReadOnlyCollection<Guid> from, Guid to)
    {
        var all = before.Where(a => a.CompanyId == to || from.Contains(a.CompanyId)).OrderByDescending(a => a.CompanyId == to).ToList();
        var one = all[0] with { CompanyId = to, Role = all.Find(a => a.Role is not null)?.Role, Primary = all.Exists(a => a.Primary), Since = all.Find(a => a.Since is not null)?.Since };
        var place = before.Index().First(a => all.Contains(a.Item)).Index;
        return [.. before.Take(place), one, .. before.Skip(place).Except(all)];
    }

    /// <summary>The same list with this one in the place of the company's, or behind the others.</summary>
    public static IReadOnlyList<Affiliation> Put(IReadOnlyList<Affiliation> before, Affiliation one)
    {
        var others = before.Select(a => a.CompanyId == one.CompanyId ? one : one.Primary ? a with { Primary = false } : a);
        return [.. others, .. before.Any(a => a.CompanyId == one.CompanyId) ? (Affiliation[])[] : [one]];
    }
}
