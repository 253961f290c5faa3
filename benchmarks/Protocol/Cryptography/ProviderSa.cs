using System.Buffers.Binary;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Benchmarks.Protocol.Cryptography;

/// <summary>One SA of a provider, doing what peers/c/evp.c does.</summary>
internal sealed unsafe class ProviderSa(CryptoProvider provider, CipherSuite suite) : IDisposable
{
    private readonly PacketCipher _cipher = suite.Cipher(provider);
    private ulong _packets;

    internal ulong Seal(PacketField field, int rounds)
    {
        var done = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < PacketField.Count; i++)
            {
                var place = field.Places[i].Octets;
                var iv = new Span<byte>(place + PacketField.HeaderLength, field.IvLength);
                BinaryPrimitives.WriteUInt64BigEndian(iv[^8..], _packets++);
                var text = place + PacketField.HeaderLength + field.IvLength;
                _cipher.Seal(
                    new(place, PacketField.HeaderLength), iv, new(text, field.TextLength), [],
                    new(text + field.TextLength, PacketField.IcvLength));
                done++;
            }
        }

        return done;
    }

    internal ulong Open(PacketField field, int rounds)
    {
        var done = 0UL;
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < PacketField.Count; i++)
            {
                var place = field.Places[i].Octets;
                var text = place + PacketField.HeaderLength + field.IvLength;
                var good = _cipher.TryOpen(
                    new(place, PacketField.HeaderLength),
                    new(place + PacketField.HeaderLength, field.IvLength),
                    new(text, field.TextLength), [],
                    new(text + field.TextLength, PacketField.IcvLength),
                    new(field.Opened, field.TextLength));
                done += good ? 1UL : 0;
            }
        }

        return done;
    }

    public void Dispose() => _cipher.Dispose();
}
