using System.Text.Json;
using Crm.Kernel.Filters;
using Crm.Kernel.Lists;

namespace Crm.Kernel.Segments;

/// <summary>Segments as filters on their records name them.</summary>
public static class SegmentFilter
{
    public const string Name = "segmentId";

    /// <summary>The field by which records of a kind are chosen that can be in segments: a module has it in its catalogue.</summary>
    public static Field Field { get; } = new(Name, FieldType.UuidList, "array(select m.segment_id from kernel.segment_members as m where m.record_id = d.id)")
    {
        Permission = SegmentPermissions.Read,
        Sought = "d.id in (select m.record_id from kernel.segment_members as m where m.segment_id = any({0}))",
        FilterOnly = true,
    };

    internal static Filter On(Guid segment) => new() { Field = Name, Op = FilterOperator.Eq, Value = JsonSerializer.SerializeToElement(segment) };
}
