using System.Buffers.Binary;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Simulation.Simulator.Recorded;

/// <summary>One direction of a CHILD SA of a recording, with its keys; disposing zeroes them.
/// </summary>
public sealed class RecordedSa : IDisposable
{
    /// <summary>The SPI that its packets carry.</summary>
    public required Spi Spi { get; init; }

    /// <summary>What encrypts.</summary>
    public required EncryptionSpec Encryption { get; init; }

    /// <summary>What authenticates; None in combined modes.</summary>
    public required IntegritySpec Integrity { get; init; }

    /// <summary>The key and its salt.</summary>
    public required Secret EncryptionKey { get; init; }

    /// <summary>The key of the MAC; empty without.</summary>
    public required Secret IntegrityKey { get; init; }

    /// <summary>Whether numbers have 64 bits, RFC 4303 §2.2.1.</summary>
    public bool IsExtended { get; init; }

    /// <summary>Tunnel or transport.</summary>
    public IpsecMode Mode { get; init; } = IpsecMode.Tunnel;

    /// <summary>The lowest sequence number in the recording, its high half too.</summary>
    public ulong First { get; init; } = 1;

    /// <summary>The other direction; null: nobody recorded it, and its keys are drawn.</summary>
    public RecordedSa? Back { get; init; }

    /// <summary>Zeroes the keys of both directions.</summary>
    public void Dispose()
    {
        EncryptionKey.Dispose();
        IntegrityKey.Dispose();
        Back?.Dispose();
    }

    /// <summary>Algorithms and SPI, no key.</summary>
    public override string ToString() => $"{Spi} {Encryption} {Integrity}";

    /// <summary>Material of both directions as a key ring takes it.</summary>
    /// <param name="chance">Draws what nobody recorded.</param>
    internal byte[] Material(ref Chance chance)
    {
        var half = Encryption.KeyMaterialLength + Integrity.KeyLength;
        var material = new byte[KeyRing.NamedLength + (2 * half)];
        chance.Fill(material.AsSpan(KeyRing.NamedLength));
        material[0] = KeyRing.ForNamed;
        BinaryPrimitives.WriteUInt16BigEndian(material.AsSpan(1), Encryption.Algorithm.Value);
        BinaryPrimitives.WriteUInt16BigEndian(
            material.AsSpan(3), (ushort)(Encryption.KeyLength * 8));
        BinaryPrimitives.WriteUInt16BigEndian(material.AsSpan(5), Integrity.Algorithm.Value);
        CopyTo(material.AsSpan(KeyRing.NamedLength, half));
        Back?.CopyTo(material.AsSpan(KeyRing.NamedLength + half, half));
        return material;
    }

    private void CopyTo(Span<byte> half)
    {
        EncryptionKey.Span.CopyTo(half);
        IntegrityKey.Span.CopyTo(half[EncryptionKey.Length..]);
    }
}
