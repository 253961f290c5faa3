using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Properties.Ike.Protection;

namespace Holdfast.Tests.Properties.Ike.Keys;

/// <summary>
/// The same keys of one IKE SA with many holders, and all IVs that went over the wire under them.
/// </summary>
internal sealed class MovingKeys : IDisposable
{
    private const int IvAt = IkeHeaderLength + GenericHeaderLength;
    private const int IkeHeaderLength = 28;
    private const int GenericHeaderLength = 4;

    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    private static readonly IkeSuite Suite = MadeSa.Suites.First(
        suite => IvPolicies.Of(suite.Encryption) == IvPolicy.Partitioned);

    private readonly List<HandshakeKeys> _holders = [];
    private readonly HashSet<Octets> _ivs = [];
    private uint _message;

    /// <summary>How many messages were sealed.</summary>
    public int Sealed => _ivs.Count;

    /// <summary>A holder that has no keys yet.</summary>
    public HandshakeKeys Holder(NoncePartition partition)
    {
        var holder = new HandshakeKeys(Provider, partition, octets => octets.Fill(0x3c));
        _holders.Add(holder);
        return holder;
    }

    /// <summary>The keys where they are made.</summary>
    public static ulong Make(HandshakeKeys holder)
    {
        using var shared = new Secret([1, 2, 3]);
        return holder.Adopt(
            Suite, new(new(3), new(4)), Nonces, shared, IkeRole.Responder);
    }

    /// <summary>The keys where another holder seals.</summary>
    public static ulong Read(HandshakeKeys holder) =>
        holder.Import(Suite, Copy(), IkeRole.Responder);

    /// <summary>The keys where they are to seal; null: they may not.</summary>
    public static ulong? Take(HandshakeKeys holder, IvPlace place)
    {
        var copy = Copy();
        if (holder.TryImport(
            Suite, copy, IkeRole.Responder, place, out var keys, out var error))
        {
            return keys;
        }

        copy.Dispose();
        Assert.Equal(CryptoFault.Exhausted, error.Fault);
        return null;
    }

    /// <summary>Seals a message where that is possible; the IV must be a new one.</summary>
    public bool Seal(HandshakeKeys holder, ulong keys)
    {
        if (!holder.TrySeal(
            keys, MadeSa.Header(_message++), MadeSa.Inner([[7]]), null, out var sealedOnes,
            out var error))
        {
            Assert.Equal(CryptoFault.Exhausted, error.Fault);
            Assert.False(holder.CanSeal(keys));
            return false;
        }

        var iv = new Octets(sealedOnes[0].Span.Slice(IvAt, NoncePartition.IvLength).ToArray());
        Assert.True(_ivs.Add(iv), $"{iv} twice, at message {_ivs.Count}");
        return true;
    }

    public void Dispose() => _holders.ForEach(holder => holder.Dispose());

    private static ExchangeNonces Nonces => new(Octets.FromHex("01"), Octets.FromHex("02"));

    private static IkeKeys Copy()
    {
        using var shared = new Secret([1, 2, 3]);
        var prf = new Prf(Provider, Suite.Prf);
        using var seed = SkeySeed.Initial(prf, Nonces, shared);
        return IkeKeys.Derive(prf, Suite, seed, Nonces, new(new(3), new(4)));
    }
}
