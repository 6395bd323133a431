using Crm.Kernel.Duplicates;

namespace Crm.Kernel.Problems;

/// <summary>RFC 9457 problem details: the body of every failure.</summary>
/// <param name="Type">URL of the catalogue's page about this kind of problem.</param>
/// <param name="Title">The same short sentence for every occurrence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable code to decide by.</param>
/// <param name="TraceId">To be quoted to the operator.</param>
/// <param name="Detail">What happened this time.</param>
/// <param name="Instance">The path that was called.</param>
/// <param name="Errors">The offending members of the request.</param>
/// <param name="CurrentETag">With 412: the entity tag the resource has now.</param>
/// <param name="ChangedFields">With 412: what has changed since the entity tag that was sent.</param>
/// <param name="Candidates">With a likely duplicate: the records that the new one may be, the likeliest first.</param>
/// <param name="MergedInto">With a record that became part of another: that one.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string TraceId,
    string? Detail = null,
    string? Instance = null,
    IReadOnlyList<ProblemError>? Errors = null,
    string? CurrentETag = null,
    IReadOnlyList<string>? ChangedFields = null,
    IReadOnlyList<DuplicateCandidate>? Candidates = null,
    Guid? MergedInto = null);

/// <summary>One offending member of a request.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the body, or <c>?name</c> for a query parameter.</param>
/// <param name="Code">Stable code to decide by.</param>
/// <param name="Message">For a person.</param>
public sealed record ProblemError(string Pointer, string Code, string Message);
