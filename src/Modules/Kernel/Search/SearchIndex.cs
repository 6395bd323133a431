using System.Globalization;
using Crm.Kernel.Lists;
using Marten;
using Npgsql;

namespace Crm.Kernel.Search;

/// <summary>Finds records by what their words say. All of it is read from indexes, and never more than some hundred records, whatever is looked for.</summary>
public sealed class SearchIndex(IDocumentSession session)
{
    private const int MostTerms = 8;

    // Planners believe that a frequent word is found sooner by reading the table; a rare one that they think frequent would then cost all of it. Compiling costs more than such a query.
    private const string ByIndexOnly = "select set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true), set_config('jit', 'off', true)";

    /// <param name="limit">How many at most, the best first; of equal ones the newest.</param>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(IReadOnlyList<RecordSearch> kinds, string text, int limit, CancellationToken ct)
    {
        var terms = TermsOf(text);
        if (terms.Count == 0 || kinds.Count == 0) return [];
        // Each closeness finds all that the ones before it do, so where those found enough it is not asked for.
        List<Found> found = [];
        foreach (var closeness in Enum.GetValues<SearchCloseness>())
            if (found.Count < limit) found = Judged(kinds, terms, await CandidatesAsync(kinds, terms, closeness, ct));
        var best = found.OrderByDescending(f => f.Score).ThenByDescending(f => f.Id).Take(limit).ToList();
        var shown = new Dictionary<Guid, SearchShown>();
        foreach (var kind in kinds)
            if (best.Where(f => f.Object == kind.Object).Select(f => f.Id).ToList() is { Count: > 0 } ids)
                foreach (var (id, show) in await kind.ShowAsync(session, ids, ct)) shown[id] = show;
        return [.. best.Where(f => shown.ContainsKey(f.Id)).Select(f => new SearchHit(f.Object, f.Id, shown[f.Id].Title, shown[f.Id].Subtitle, f.Field, f.Score))];
    }

    /// <summary>A number is one term, however it is written.</summary>
    internal static IReadOnlyList<SearchTerm> TermsOf(string text)
    {
        var isNumber = text.Count(char.IsAsciiDigit) >= 4 && text.All(c => char.IsAsciiDigit(c) || char.IsWhiteSpace(c) || "+()-/.".Contains(c));
        string[] words = isNumber ? [text] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Distinct().Select(SearchTerm.Of).OfType<SearchTerm>().Take(MostTerms)];
    }

    private static List<Found> Judged(IReadOnlyList<RecordSearch> kinds, IReadOnlyList<SearchTerm> terms, IEnumerable<Candidate> candidates) =>
        [.. candidates.Select(c => Judge(kinds.First(k => k.Object == c.Object), terms, c)).OfType<Found>()];

    private static Found? Judge(RecordSearch kind, IReadOnlyList<SearchTerm> terms, Candidate candidate)
    {
        var words = SearchWords.Read(candidate.Words).Where(w => kind.Sees(w.Place)).ToList();
        var fits = terms.Select(term => term.Fit(words)).ToList();
        if (fits.Exists(fit => fit.Value <= 0)) return null;
        return new(candidate.Object, candidate.Id, kind.MemberAt(fits.MaxBy(fit => fit.Value).Place), Math.Round((decimal)fits.Average(fit => fit.Value), 3));
    }

    private async Task<IReadOnlyList<Candidate>> CandidatesAsync(IReadOnlyList<RecordSearch> kinds, IReadOnlyList<SearchTerm> terms, SearchCloseness closeness, CancellationToken ct)
    {
        var selects = (from kind in kinds
                       let queries = terms.Select(term => term.Query(closeness, kind.Sees)).ToList()
                       where queries.TrueForAll(query => query is not null)
                       select kind.Select(session, string.Join(" & ", queries))).ToList();
        if (selects.Count == 0) return [];
        await session.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(session.Connection) { BatchCommands = { new(ByIndexOnly), Command(selects) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var found = new List<Candidate>();
        while (await reader.ReadAsync(ct)) found.Add(new(reader.GetString(0), reader.GetGuid(1), reader.GetString(2)));
        return found;
    }

    private static NpgsqlBatchCommand Command(IReadOnlyList<Condition> selects)
    {
        var (pieces, number) = (string.Join(" union all ", selects.Select(s => s.Sql)).Split('?'), 0);
        var command = new NpgsqlBatchCommand(pieces.Skip(1).Aggregate(pieces[0], (sql, piece) => string.Create(CultureInfo.InvariantCulture, $"{sql}${++number}{piece}")));
        foreach (var value in selects.SelectMany(s => s.Values)) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private sealed record Candidate(string Object, Guid Id, string Words);

    private sealed record Found(string Object, Guid Id, string Field, decimal Score);
}
