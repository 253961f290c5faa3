using System.Buffers;

namespace Holdfast.Codec;

/// <summary>What a value must be told to be written as an element of something.</summary>
/// <param name="NextTag">In a chain: the type of the following link.</param>
/// <param name="More">In a list with continuation marks: another element follows.</param>
/// <param name="Order">Byte order, for types whose context says it.</param>
public readonly record struct WriteScope(
    uint NextTag = 0, bool More = false, ByteOrder Order = ByteOrder.Big);

/// <summary>How faithful a value is to the octets that it was read from.</summary>
public enum Fidelity : byte
{
    /// <summary>
    /// Lengths, counts, tags, paddings and checksums are computed when it is written.
    /// </summary>
    Canonical,

    /// <summary>Every field is kept as it was read; writing gives the same octets.</summary>
    Verbatim,
}

/// <summary>An immutable wire value: equal by content, written without loss.</summary>
/// <remarks>
/// A part that is null where its type says that it is not has no size and is not written
/// (<see cref="EncodeFault.Missing"/>).
/// </remarks>
public interface IWireValue
{
    /// <summary>Number of octets that writing takes.</summary>
    int SizeOf();

    /// <summary>Writes the value at the start of a destination.</summary>
    /// <param name="destination">At least <see cref="SizeOf"/> octets.</param>
    /// <param name="scope">What its place in an enclosing value says.</param>
    /// <param name="written">Octets written.</param>
    /// <param name="error">Why it was not written.</param>
    bool TryWrite(
        Span<byte> destination, in WriteScope scope, out int written, out EncodeError error);
}

/// <summary>Writing values to where pipelines want them.</summary>
public static class WireValues
{
    /// <summary>Writes a value that stands alone.</summary>
    public static bool TryWrite(
        this IWireValue value, Span<byte> destination, out int written, out EncodeError error) =>
        value.TryWrite(destination, default, out written, out error);

    /// <summary>Writes a value into a buffer writer; nothing is advanced on an error.</summary>
    public static bool TryWriteTo(
        this IWireValue value, IBufferWriter<byte> writer, out EncodeError error)
    {
        var destination = writer.GetSpan(value.SizeOf());
        if (!value.TryWrite(destination, default, out var written, out error))
        {
            return false;
        }

        writer.Advance(written);
        return true;
    }

    /// <summary>The octets of a value.</summary>
    /// <exception cref="InvalidOperationException">It cannot be written; the message says
    /// why.</exception>
    public static byte[] ToArray(this IWireValue value)
    {
        var octets = new byte[value.SizeOf()];
        return value.TryWrite(octets, default, out _, out var error)
            ? octets
            : throw new InvalidOperationException(error.ToString());
    }
}
