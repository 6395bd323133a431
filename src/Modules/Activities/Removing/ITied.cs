using Crm.Kernel.Ties;

namespace Crm.Activities.Removing;

/// <summary>What is about records: it goes with the last of them.</summary>
internal interface ITied
{
    IReadOnlyList<RecordRef> Records { get; set; }
}
