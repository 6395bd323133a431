namespace Crm.Kernel.ChangeLog.Sealing;

/// <summary>What is wrong with a chain.</summary>
public enum BrokenBy
{
    /// <summary>Fewer entries are there than were sealed.</summary>
    EntryMissing,

    /// <summary>More entries are there than were sealed.</summary>
    EntryInserted,

    /// <summary>An entry, or the seal over it, is not what it was.</summary>
    EntryEdited,

    /// <summary>The values of an entry are neither those that were written nor erased.</summary>
    ValuesEdited,

    /// <summary>A seal does not follow the one before it.</summary>
    SealEdited,

    /// <summary>A seal between others is gone.</summary>
    SealMissing,

    /// <summary>Seals that the anchor knows are gone from the end.</summary>
    ChainCut,

    /// <summary>The chain has another seal where the anchor's was.</summary>
    ChainRewritten,

    /// <summary>The anchor was taken away.</summary>
    AnchorMissing,

    /// <summary>The anchor was not written by the house.</summary>
    AnchorForged,
}

/// <summary>The first place where a chain is not what it was.</summary>
/// <param name="Seal">Number of the seal, counted from 1.</param>
/// <param name="Entry">The entry, where one can be named, and its moment.</param>
public sealed record Break(LogSource Source, BrokenBy Reason, long? Seal = null, (long Id, DateTimeOffset At)? Entry = null);

/// <summary>What a walk along one chain found.</summary>
public sealed record ChainReport(long Entries, long Seals, long Unsealed, DateTimeOffset? From, DateTimeOffset? To, Break? Broken);
