using System.Globalization;
using System.Text.Json;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Changes;

/// <summary>Places in a company's history, sealed for clients. One cursor continues the feed and the stream alike, whatever kinds of record are asked for.</summary>
public sealed class ChangePositions(IDocumentSession session, Cursors cursors)
{
    /// <summary>The word for the present.</summary>
    public const string Now = "now";

    private string List => JsonSerializer.Serialize(new { session.TenantId, feed = "changes" });

    public string Seal(long position) => cursors.Seal(new([position.ToString(CultureInfo.InvariantCulture)], Backwards: false), List);

    /// <param name="since">A cursor, or <c>now</c>; null is the beginning of history.</param>
    /// <param name="pointer">Where in the request it stands.</param>
    public async Task<long> OpenAsync(string? since, string pointer, CancellationToken ct)
    {
        if (since is null) return 0;
        if (since == Now) return (await session.AdvancedSql.QueryAsync<long>("select kernel.change_horizon()", ct))[0];
        var position = long.Parse(Opened(since, pointer).Keys[0], CultureInfo.InvariantCulture);
        // Ids are never given back: a higher one was given in a life that this database has forgotten.
        return position <= await LastDrawnAsync(ct) ? position : throw ChangeProblems.CursorExpired.With(pointer: pointer);
    }

    /// <summary>The last entry that was begun; nothing new can be told before it moves.</summary>
    public async Task<long> LastDrawnAsync(CancellationToken ct) => (await session.AdvancedSql.QueryAsync<long>("select last_value from kernel.changes_id_seq", ct))[0];

    private Place Opened(string since, string pointer)
    {
        try
        {
            return cursors.Open(since, List);
        }
        catch (ProblemException e) when (e.Type == KernelProblems.CursorMismatch)
        {
            throw KernelProblems.CursorMismatch.With(pointer: pointer);
        }
    }
}
