using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Properties.Ike.V1.Protection;

/// <summary>
/// RFC 2409 appendix B: both sides go through one chain of IVs, whoever sends; a message that one
/// of them misses breaks it.
/// </summary>
public sealed class Rfc2409_B_IvChains
{
    private static readonly EncryptionSpec[] Ciphers =
        [.. EncryptionSpecs.All.Where(row => row.Mode == CipherMode.Cbc)];

    [Property]
    public void Messages_open_in_the_order_in_which_they_were_sealed(byte cipher, byte[][] bodies)
    {
        using var one = new Side(Ciphers[cipher % Ciphers.Length]);
        var (sender, receiver) = (one.Start, one.Start);
        foreach (var body in bodies)
        {
            var octets = one.Seal(body, ref sender);
            Assert.True(one.TryOpen(octets, ref receiver, out var opened));
            Assert.Equal(new Octets(body), opened);
            Assert.Equal(sender, receiver);
        }
    }

    [Property]
    public void A_message_that_was_missed_makes_the_next_one_unreadable(byte cipher, byte[] body)
    {
        using var one = new Side(Ciphers[cipher % Ciphers.Length]);
        var (sender, receiver) = (one.Start, one.Start);
        one.Seal(body, ref sender);
        var second = one.Seal(body, ref sender);

        Assert.False(
            one.TryOpen(second, ref receiver, out var opened) && opened == new Octets(body));
    }

    [Property]
    public void Exchanges_of_phase_2_do_not_disturb_each_other(byte cipher, (bool, byte[])[] sent)
    {
        using var one = new Side(Ciphers[cipher % Ciphers.Length]);
        var senders = new[] { one.Of(1), one.Of(2) };
        var receivers = new[] { one.Of(1), one.Of(2) };
        foreach (var (first, body) in sent)
        {
            var index = first ? 0 : 1;
            var octets = one.Seal(body, ref senders[index]);
            Assert.True(one.TryOpen(octets, ref receivers[index], out var opened));
            Assert.Equal(new Octets(body), opened);
        }
    }

    private sealed class Side : IDisposable
    {
        private readonly IsakmpCipher _cipher;

        public Side(EncryptionSpec encryption)
        {
            var suite = new IsakmpSuite(
                encryption, PhaseOneHash.Sha256,
                PrfSpec.Find(Holdfast.Protocol.Ike.PseudorandomFunction.HmacSha256)!,
                PhaseOneAuthMethod.PreSharedKey,
                Holdfast.Protocol.Ike.KeyExchangeMethod.Modp2048);
            byte[] key = [.. Enumerable.Range(1, encryption.KeyLength).Select(n => (byte)(n * 37))];
            using var keys = new IsakmpKeys(
                new Secret([1]), new Secret([2]), new Secret([3]), new Secret([4]),
                new Secret(key));
            _cipher = new IsakmpCipher(CryptoProviders.Managed(), suite, keys);
            Start = new(new Octets(key.AsSpan(0, Math.Min(key.Length, encryption.BlockLength))));
        }

        public IvChain Start { get; }

        public IvChain Of(uint id) => Start.OfPhaseTwo(PhaseOneHash.Sha256, new(id));

        public byte[] Seal(byte[] body, ref IvChain chain)
        {
            var message = new IsakmpHeaderValue
            {
                InitiatorSpi = new(1),
                ResponderSpi = new(2),
                ExchangeType = IsakmpExchangeType.Transaction,
                Payloads =
                [
                    new IsakmpPayloadValue
                    {
                        Body = new IsakmpPayloadBody.Hash(new() { Data = new(body) }),
                    },
                ],
            };
            Assert.True(_cipher.TrySeal(message, chain, out var octets, out chain, out _));
            return octets;
        }

        public bool TryOpen(byte[] octets, ref IvChain chain, out Octets body)
        {
            body = default;
            if (!_cipher.TryOpen(
                    octets, chain, new byte[octets.Length], out var view, out var next, out _)
                || !view.TryToValue(out var value, out _))
            {
                return false;
            }

            var hash = value.Payloads[0].Body as IsakmpPayloadBody.Hash;
            body = hash?.Value.Data ?? default;
            chain = next;
            return true;
        }

        public void Dispose() => _cipher.Dispose();
    }
}
