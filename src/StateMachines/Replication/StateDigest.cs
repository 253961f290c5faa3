using System.Buffers.Binary;
using System.Numerics;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// A number that differs, but for one chance in 2^64, where two states differ: the same on every
/// member and machine. It finds what was lost or folded wrongly; it is no protection from people,
/// which is the business of the channel.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct StateDigest(ulong Value)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The digest of a kind of thing, to go on from.</summary>
    public static StateDigest Of(ulong kind) => new(Mix(kind + Golden));

    /// <summary>The digest with a number more.</summary>
    public StateDigest With(ulong number) =>
        new(Mix(BitOperations.RotateLeft(Value, 23) ^ (number + Golden)));

    /// <summary>The digest with octets more.</summary>
    public StateDigest With(Octets octets)
    {
        var digest = With((ulong)octets.Length);
        var left = octets.Span;
        for (; left.Length >= 8; left = left[8..])
        {
            digest = digest.With(BinaryPrimitives.ReadUInt64LittleEndian(left));
        }

        if (!left.IsEmpty)
        {
            Span<byte> last = stackalloc byte[8];
            last.Clear();
            left.CopyTo(last);
            digest = digest.With(BinaryPrimitives.ReadUInt64LittleEndian(last));
        }

        return digest;
    }

    /// <summary>The digest with a position more.</summary>
    public StateDigest With(Position position) =>
        With(position.Term.Epoch.Reign).With(position.Term.Epoch.Member)
            .With(position.Term.Boot.Value).With(position.Index);

    /// <summary>Hex.</summary>
    public override string ToString() => Value.ToString("x16");

    /// <summary>Spreads a number over 64 bits; each number has its own.</summary>
    internal static ulong Mix(ulong number)
    {
        var mixed = (number ^ (number >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
