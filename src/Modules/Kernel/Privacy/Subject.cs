using Crm.Kernel.Ties;
using Marten;

namespace Crm.Kernel.Privacy;

/// <summary>A person whom a company holds data of, as one record and those that became part of it.</summary>
/// <param name="Object">The kind of record: <c>contact</c>.</param>
/// <param name="Ids">The record first.</param>
/// <param name="Addresses">E-mail addresses, normalised.</param>
/// <param name="Words">By which the person is found where nothing else tells: addresses, numbers, full names.</param>
/// <param name="With">Other records that it names, such as companies.</param>
public sealed record Subject(string Object, IReadOnlyList<Guid> Ids, IReadOnlyList<string> Addresses, IReadOnlyList<string> Words, IReadOnlyList<RecordRef> With)
{
    public Guid Id => Ids[0];

    /// <summary>As texts, by which the change log names them.</summary>
    public IReadOnlyList<string> Names => [.. Ids.Select(id => id.ToString())];
}

/// <summary>How a kind of record stands for people: what the module registers that owns it.</summary>
/// <param name="object">As its kind names it: <c>contact</c>.</param>
public abstract class SubjectKind(string @object)
{
    public string Object => @object;

    /// <summary>The record, live or in the trash, within the caller's reach; null if it is not there. Ends the request if it is part of another.</summary>
    public abstract Task<Resource?> LoadAsync(IQuerySession session, Guid id, CancellationToken ct);

    /// <summary>All that it is, locked until the end of the transaction; null if it is gone. Ends the step if it has become part of another.</summary>
    public abstract Task<Subject?> FindAsync(IDocumentSession session, Guid id, CancellationToken ct);
}

/// <summary>What a module holds of people: it registers one of these, and takes part in every export and erasure. A singleton.</summary>
public abstract class SubjectData
{
    /// <summary>Whose turn it is: the records themselves come last (100), since all else is found by them.</summary>
    public virtual int Turn => 10;

    /// <summary>How much there is, by kind, for who asks before it is done.</summary>
    public abstract Task<IReadOnlyDictionary<string, long>> CountAsync(IDocumentSession session, Subject subject, CancellationToken ct);

    /// <summary>
    /// Removes all of it, in the session's transaction and by sets (<see cref="SetWriting"/>), and has the change log forget it (<see cref="ChangeLog.Forgetting"/>). May run twice.
    /// </summary>
    public abstract Task EraseAsync(ErasureStep work, Subject subject, CancellationToken ct);

    /// <summary>Writes all of it into the archive.</summary>
    public abstract Task ExportAsync(IDocumentSession session, Subject subject, SubjectArchive archive, CancellationToken ct);
}

/// <summary>What a step of an erasure works with.</summary>
public sealed record ErasureStep(IDocumentSession Session, DateTimeOffset Now)
{
    public Dictionary<string, long> Counts { get; } = [];

    /// <summary>Copies that cannot be reached, or whose owner may need them.</summary>
    public List<RemainingCopy> Remains { get; } = [];

    /// <summary>Messages that go out with the step.</summary>
    public List<object> Told { get; } = [];

    public void Count(string kind, long count) => Counts[kind] = Counts.GetValueOrDefault(kind) + count;
}
