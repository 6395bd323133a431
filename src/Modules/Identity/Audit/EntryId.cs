using System.Buffers.Binary;
using Crm.Kernel.ChangeLog.Sealing;

namespace Crm.Identity.Audit;

/// <summary>
/// Names an entry: its moment, its source and its number in a UUIDv7. The number alone would do, if every company's log did not have an entry of that
/// number; with the moment, another company's id names nothing.
/// </summary>
internal readonly record struct EntryId(LogSource Source, long Number, long Millisecond)
{
    public static Guid Of(LogSource source, long number, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16 | 0x7000 | (long)source);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], (number & 0x3FFF_FFFF_FFFF_FFFF) | 1L << 63);
        return new(bytes, bigEndian: true);
    }

    public static EntryId? Read(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var (high, low) = (BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        var source = (LogSource)(high & 0xFFF);
        return (high & 0xF000) == 0x7000 && low >>> 62 == 2 && Enum.IsDefined(source) ? new(source, low & 0x3FFF_FFFF_FFFF_FFFF, high >>> 16) : null;
    }
}
