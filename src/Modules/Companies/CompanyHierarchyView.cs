namespace Crm.Companies;

/// <summary>What a company belongs to and what belongs to it, as far as the caller may see. Companies in the trash have nobody above or below.</summary>
/// <param name="UltimateParent">The topmost; the company itself if it stands alone or on top.</param>
/// <param name="Ancestors">Those above it, the topmost first.</param>
/// <param name="Children">The first 200 of those directly below it, by name.</param>
/// <param name="HasMore">Whether more are directly below it.</param>
/// <param name="Descendants">How many are below it on all levels.</param>
/// <param name="ContactCount">How many contacts are with it or with a company below it, each counted once; absent if the caller may not see that of contacts.</param>
internal sealed record CompanyHierarchyView(CompanyName UltimateParent, IReadOnlyList<CompanyName> Ancestors, IReadOnlyList<CompanyChild> Children, bool HasMore, int Descendants, int? ContactCount);

/// <summary>Names a company.</summary>
internal sealed record CompanyName(Guid Id, string Name);

/// <summary>A company below another.</summary>
/// <param name="Descendants">How many are below it in turn.</param>
/// <param name="ContactCount">How many contacts are with it or with a company below it, each counted once.</param>
internal sealed record CompanyChild(Guid Id, string Name, int Descendants, int? ContactCount);
