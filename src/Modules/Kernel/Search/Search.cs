using System.ComponentModel.DataAnnotations;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Kernel.Search;

/// <summary>Looks for records of any kind by what somebody remembers of them.</summary>
internal sealed record SearchRecords
{
    public const int DefaultLimit = 20;
    public const int MaximumLimit = 50;
    public const int Shortest = 2;
    public const int Longest = 200;

    /// <summary>Words, or beginnings of words, of which a record has all: of names, e-mail addresses, domains, phone numbers in any format and texts of the company's own fields. 2 to 200 characters; the first eight words count.</summary>
    [QueryParam, StringLength(Longest, MinimumLength = Shortest)] public required string Q { get; init; }

    /// <summary>The kinds of record to look among, comma-separated: <c>contacts,companies</c>; all that the caller may see if nothing is said.</summary>
    [QueryParam] public string? Types { get; init; }

    /// <summary>How many at most; there are no further pages.</summary>
    [QueryParam, Range(1, MaximumLimit)] public int? Limit { get; init; }
}

/// <summary>What was found, the best first; of equally good ones the newest.</summary>
internal sealed record SearchView(IReadOnlyList<SearchHit> Data);

/// <summary>A record that was found.</summary>
/// <param name="Object">The kind of record: <c>contact</c>, <c>company</c>.</param>
/// <param name="Title">Its name, as far as the caller may see it.</param>
/// <param name="Subtitle">What tells it from others of that name, such as an address.</param>
/// <param name="Field">The member that fits best.</param>
/// <param name="Score">How well it fits: 1 for a whole name, less for beginnings, other members and names with one letter wrong.</param>
public sealed record SearchHit(string Object, Guid Id, string Title, string? Subtitle, string Field, decimal Score);

internal sealed class SearchRecordsEndpoint(SearchIndex index, IEnumerable<RecordSearch> kinds) : Endpoint<SearchRecords, SearchView>
{
    public override void Configure()
    {
        Get("/api/v1/search");
        Permissions(SearchPermissions.Search);
        this.Describes("searchRecords", "Search", "Search records of all kinds", 200, KernelProblems.Invalid);
        Summary(s => s.Description = "Case, accents and the format of phone numbers do not matter; words may be begun only, and names with one letter too many, too few, wrong or in its neighbour's place are found where nothing fits better. "
            + "What lies in the trash, out of the caller's reach or in fields hidden from the caller's role is not found.");
    }

    public override async Task HandleAsync(SearchRecords r, CancellationToken ct)
    {
        var text = r.Q?.Trim() ?? "";
        if (text.Length is < SearchRecords.Shortest or > SearchRecords.Longest) throw KernelProblems.Invalid.With($"`q` has {SearchRecords.Shortest} to {SearchRecords.Longest} characters.", "?q");
        if (r.Limit is < 1 or > SearchRecords.MaximumLimit) throw KernelProblems.Invalid.With($"`limit` lies between 1 and {SearchRecords.MaximumLimit}.", "?limit");
        await Send.OkAsync(new(await index.FindAsync(Collections.Among([.. kinds], kind => kind.Records, r.Types), text, r.Limit ?? SearchRecords.DefaultLimit, ct)), ct);
    }
}
