using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Keys;

/// <summary>RFC 5282 §3.1: keys of an IKE SA that move seal at one place.</summary>
public sealed class Rfc5282_3_1_MovedKeys
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    private static readonly IkeSuite Suite = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.None)!,
        PrfSpec.Find(PseudorandomFunction.HmacSha256)!, KeyExchangeMethod.Curve25519);

    private static readonly ExchangeNonces Nonces = new(new([1]), new([2]));

    [Fact]
    public void Imported_keys_never_seal_with_an_iv_of_who_made_them()
    {
        using var maker = Holder();
        using var library = Holder();
        var made = Make(maker);
        var imported = library.Import(Suite, Copy(), IkeRole.Initiator);
        var first = Iv(maker, made);
        Assert.NotNull(first);
        Assert.NotEqual(first, Iv(library, imported));
    }

    [Fact]
    public void Who_imports_without_a_place_seals_nothing_and_is_told()
    {
        using var library = Holder();
        var imported = library.Import(Suite, Copy(), IkeRole.Initiator);
        Assert.False(library.CanSeal(imported));
        Assert.False(library.TrySeal(imported, Header, Inner, null, out var none, out var error));
        Assert.Empty(none);
        Assert.Equal(CryptoFault.Exhausted, error.Fault);
        Assert.Null(library.HandOver(imported));
    }

    [Fact]
    public void Who_takes_the_place_goes_on_where_the_holder_before_stands()
    {
        using var maker = Holder();
        using var library = Holder();
        var made = Make(maker);
        var first = CounterOf(Iv(maker, made)!.Value);
        var place = maker.HandOver(made)!;
        Assert.Equal((NoncePartition.Alone, first + 1), (place.Partition, place.Counter));
        Assert.Null(Iv(maker, made));

        Assert.True(library.TryImport(
            Suite, Copy(), IkeRole.Initiator, place, out var imported, out _));
        Assert.Equal(first + 1, CounterOf(Iv(library, imported)!.Value));
        Assert.Throws<InvalidOperationException>(() => library.TryImport(
            Suite, Copy(), IkeRole.Initiator, place, out _, out _));
    }

    [Fact]
    public void After_a_holder_that_is_gone_only_a_later_reign_seals()
    {
        Assert.True(NoncePartition.TryCreate(1, 3, out var last, out _));
        foreach (var (member, reign, isTaken) in ((ulong, ulong, bool)[])
            [(1, 3, false), (2, 3, false), (2, 2, false), (2, 4, true), (1, 4, true)])
        {
            Assert.True(NoncePartition.TryCreate(member, reign, out var own, out _));
            using var holder = new HandshakeKeys(Provider, own, static octets => octets.Clear());
            using var copy = Copy();
            Assert.Equal(isTaken, holder.TryImport(
                Suite, copy, IkeRole.Initiator, IvPlace.After(last), out var keys, out var error));
            Assert.Equal(isTaken ? CryptoFault.None : CryptoFault.Exhausted, error.Fault);
            if (isTaken)
            {
                Assert.Equal(own, NoncePartition.Read(Iv(holder, keys)!.Value.Span).Partition);
            }
        }
    }

    [Fact]
    public void Keys_that_come_back_do_not_count_anew()
    {
        Assert.True(NoncePartition.TryCreate(1, 3, out var last, out _));
        Assert.True(NoncePartition.TryCreate(2, 4, out var own, out _));
        using var holder = new HandshakeKeys(Provider, own, static octets => octets.Clear());
        HashSet<Octets> seen = [];
        for (var times = 0; times < 3; times++)
        {
            Assert.True(holder.TryImport(
                Suite, Copy(), IkeRole.Initiator, IvPlace.After(last), out var keys, out _));
            Assert.True(seen.Add(Iv(holder, keys)!.Value));
            holder.Forget(keys);
        }
    }

    private static IkeHeaderValue Header => new()
    {
        InitiatorSpi = new(3),
        ResponderSpi = new(4),
        ExchangeType = ExchangeType.Informational,
        Flags = new(0x08),
    };

    private static InnerPayloadsValue Inner => new() { Payloads = [] };

    private static HandshakeKeys Holder() =>
        new(Provider, NoncePartition.Alone, static octets => octets.Clear());

    private static ulong Make(HandshakeKeys holder)
    {
        using var shared = new Secret([1, 2, 3]);
        return holder.Adopt(Suite, new(new(3), new(4)), Nonces, shared, IkeRole.Initiator);
    }

    private static IkeKeys Copy()
    {
        using var shared = new Secret([1, 2, 3]);
        var prf = new Prf(Provider, Suite.Prf);
        using var seed = SkeySeed.Initial(prf, Nonces, shared);
        return IkeKeys.Derive(prf, Suite, seed, Nonces, new(new(3), new(4)));
    }

    private static Octets? Iv(HandshakeKeys holder, ulong keys) =>
        holder.TrySeal(keys, Header, Inner, null, out var datagrams, out _)
            ? new(datagrams[0].Span.Slice(32, NoncePartition.IvLength).ToArray())
            : null;

    private static ulong CounterOf(Octets iv) => NoncePartition.Read(iv.Span).Counter;
}
