using Crm.Kernel.Duplicates;

namespace Crm.Kernel.Problems;

/// <summary>One kind of failure, as the catalogue describes it. Declared once, as a static field of a module's <c>…Problems</c> class.</summary>
/// <param name="Code">Stable and dotted: <c>contact.emailTaken</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The same short sentence for every occurrence.</param>
/// <param name="Explanation">What it means and what to do about it: the catalogue's page.</param>
public sealed record ProblemType(string Code, int Status, string Title, string Explanation)
{
    /// <summary>An occurrence of this problem, to be thrown.</summary>
    /// <param name="detail">What happened this time.</param>
    /// <param name="pointer">JSON pointer of the offending member of the request.</param>
    public ProblemException With(string? detail = null, string? pointer = null) =>
        new(this, detail) { Errors = pointer is null ? null : [new(pointer, Code, detail ?? Title)] };
}

/// <summary>Ends the request with a problem.</summary>
public sealed class ProblemException(ProblemType type, string? detail = null) : Exception(detail ?? type.Title)
{
    public ProblemType Type => type;
    public string? Detail => detail;
    public IReadOnlyList<ProblemError>? Errors { get; init; }

    /// <summary>With a record that became part of another: that one.</summary>
    public Guid? MergedInto { get; init; }

    /// <summary>With a likely duplicate: which records it may be.</summary>
    public IReadOnlyList<DuplicateCandidate>? Candidates { get; init; }

    /// <summary>Seconds after which trying again makes sense.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>With 412: the resource's current entity tag, and what has changed since the one that was sent.</summary>
    public string? CurrentETag { get; init; }

    public IReadOnlyList<string>? ChangedFields { get; init; }
}
