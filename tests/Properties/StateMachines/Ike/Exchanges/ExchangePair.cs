using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.StateMachines.Ike.Establishing;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>carol and mars with real octets and keys, and the wire between them.</summary>
internal sealed class ExchangePair : IDisposable
{
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    /// <param name="suites">The suites of CHILD SAs.</param>
    /// <param name="additional">Additional key exchanges of IKE SAs.</param>
    /// <param name="ofMars">Where mars takes others.</param>
    public ExchangePair(
        Items<ChildSuite> suites, Items<KeyExchangeMethod> additional = default,
        Items<ChildSuite>? ofMars = null)
    {
        var suite = HandshakeSuites.Default[0];
        var config = ExchangeSamples.Checked(new()
        {
            RetriesMax = 1_000,
            Suites = additional.Count == 0
                ? HandshakeSuites.Default
                : [suite with { Additional = additional }],
        });
        Carol = new(
            IkeRole.Initiator, Provider, config, suite, suites,
            octets => Wire.Add((octets, false)));
        Mars = new(
            IkeRole.Responder, Provider, config, suite, ofMars ?? suites,
            octets => Wire.Add((octets, true)));
    }

    /// <param name="hasForwardSecrecy">Whether CHILD SAs have a key exchange of their own.</param>
    public ExchangePair(bool hasForwardSecrecy)
        : this(hasForwardSecrecy
            ?
            [
                HandshakeSamples.Child with { KeyExchange = KeyExchangeMethod.Curve25519 },
                HandshakeSamples.Child,
            ]
            : [HandshakeSamples.Child])
    {
    }

    /// <summary>carol has forward secrecy where mars wants it, and mars always, by another method
    /// than that of the IKE SA.</summary>
    public static ExchangePair Insisting()
    {
        var wanted = HandshakeSamples.Child with { KeyExchange = KeyExchangeMethod.Ecp256 };
        return new(
            [
                HandshakeSamples.Child,
                wanted with { KeyExchange = KeyExchangeMethod.Curve25519 }, wanted,
            ],
            ofMars: [wanted]);
    }

    public List<(Octets Octets, bool ToInitiator)> Wire { get; } = [];

    public ExchangeSide Carol { get; }

    public ExchangeSide Mars { get; }

    public static ExchangeWish.Child AnotherOf(State.Standing standing)
    {
        var traffic = standing.Sa.Peer.Traffic[0];
        return new(new(traffic.Local, traffic.Remote));
    }

    public void Dispose()
    {
        Carol.Dispose();
        Mars.Dispose();
        Wire.Clear();
    }

    /// <summary>Somebody wants something, dies, or the network does something.</summary>
    public void Break(int what, int which)
    {
        var side = which % 2 == 0 ? Carol : Mars;
        switch (what)
        {
            case 0:
                side.Want(standing => standing.Children.Count == 0
                    ? AnotherOf(standing)
                    : new ExchangeWish.RekeyChild(
                        standing.Children[which / 2 % standing.Children.Count].Sa.Inbound));
                break;
            case 1:
                side.Want(_ => new ExchangeWish.RekeyIke());
                break;
            case 2:
                side.Want(standing => standing.Children.Count < 2
                    ? AnotherOf(standing)
                    : new ExchangeWish.DeleteChild(standing.Children[0].Sa.Inbound));
                break;
            case 3:
                Elapse();
                break;
            case 11:
                // What ends an IKE SA ends what could go wrong in it: it is rare.
                side.Want(standing => CollisionWishes.Of(
                    which / 2 == 0 ? CollisionWish.DeleteIke
                    : which / 2 < 4 ? CollisionWish.DeleteChild
                    : CollisionWish.Another,
                    standing));
                break;
            case 12:
                side.TakeOver();
                break;
            case 13:
                side.DieAt(1 + (which / 2));
                break;
            default:
                Deliver(which, isDoubled: what == 4, isLost: what == 5);
                break;
        }
    }

    private void Deliver(int which, bool isDoubled = false, bool isLost = false)
    {
        if (Wire.Count == 0)
        {
            return;
        }

        var (octets, toInitiator) = Wire[which % Wire.Count];
        if (!isDoubled)
        {
            Wire.RemoveAt(which % Wire.Count);
        }

        if (!isLost)
        {
            (toInitiator ? Carol : Mars).Hear(octets);
        }
    }

    /// <summary>Until nothing is under way, or nothing comes any more.</summary>
    public void Settle()
    {
        for (var round = 0; round < 5_000; round++)
        {
            if (Wire.Count > 0)
            {
                Deliver(0);
            }
            else if (Carol.IsDead || Mars.IsDead || (Carol.IsQuiet && Mars.IsQuiet))
            {
                return;
            }
            else
            {
                Elapse();
            }
        }
    }

    /// <summary>Whoever has died is taken over, everything arrives, and nothing is left to do.
    /// </summary>
    public void Heal(string? about = null)
    {
        foreach (var side in (ExchangeSide[])[Carol, Mars])
        {
            side.DieAt(int.MaxValue);
            if (side.IsDead)
            {
                side.TakeOver();
            }
        }

        for (var round = 0; round < 5_000; round++)
        {
            if (Wire.Count > 0)
            {
                Deliver(0);
            }
            else if (Carol.IsQuiet && Mars.IsQuiet)
            {
                return;
            }
            else
            {
                Elapse();
            }
        }

        Assert.Fail($"{about}: {Carol}\n{Mars}");
    }

    private void Elapse()
    {
        if (Holdfast.StateMachines.Instant.Earliest(Carol.Due(), Mars.Due()) is { } due)
        {
            Carol.Now = Mars.Now = due > Carol.Now ? due : Carol.Now;
            Carol.Tick();
            Mars.Tick();
        }
    }

    /// <summary>The same, and what happened is said where they do not.</summary>
    public void AgreeAbout(string about)
    {
        try
        {
            Agree();
        }
        catch (Xunit.Sdk.XunitException disagreement)
        {
            Assert.Fail($"{about}: {disagreement.Message}\ncarol: {Carol}\nmars: {Mars}");
        }
    }

    /// <summary>Both have the same SAs with the same keys, facts say so too, and there is no
    /// secret besides.</summary>
    public void Agree(int? children = null, int? ikes = null)
    {
        var (here, there) = (Carol.Standing.ToList(), Mars.Standing.ToList());
        Assert.Equal(ikes ?? here.Count, here.Count);
        Assert.Equal(here.Count, there.Count);
        Assert.True(here.Count <= 1);
        var pairs = here.SelectMany(one => one.Children).ToList();
        Assert.Equal(children ?? pairs.Count, pairs.Count);
        Assert.Equal(pairs.Count, there.Sum(one => one.Children.Count));
        foreach (var (ours, theirs) in here.Zip(there))
        {
            Assert.Equal(ours.Sa.Id, theirs.Sa.Id);
            Assert.True(Carol.Keys.KeysOf(ours.Sa.Keys.Value).SkD.FixedTimeEquals(
                Mars.Keys.KeysOf(theirs.Sa.Keys.Value).SkD.Span));
        }

        foreach (var child in pairs.Select(one => one.Sa))
        {
            var other = there[0].Children
                .Single(one => one.Sa.Inbound == child.Outbound).Sa;
            Assert.Equal(
                (child.Inbound, child.Selectors), (other.Outbound, other.Selectors.Turned));
            Assert.NotEqual(child.Role, other.Role);
            var (mine, yours) = (
                Carol.Keys.ChildKeysOf(child.Keys.Value), Mars.Keys.ChildKeysOf(other.Keys.Value));
            Assert.True(mine.EncryptionOf(child.Role).FixedTimeEquals(
                yours.EncryptionOf(child.Role).Span));
            Assert.True(mine.IntegrityOf(other.Role).FixedTimeEquals(
                yours.IntegrityOf(other.Role).Span));
        }

        foreach (var side in (ExchangeSide[])[Carol, Mars])
        {
            Assert.Equal(
                side.Standing.Select(one => one.Sa.Id.Key).Order(),
                side.Facts.Ikes.Select(ike => ike.Key).Order());
            Assert.Equal(
                side.Standing.SelectMany(one => one.Children)
                    .Select(child => (UInt128)child.Sa.Inbound.Value).Order(),
                side.Facts.Children.Select(child => child.Key).Order());
            Assert.Equal(
                side.Facts.Ikes.Count() + side.Facts.Children.Count(), side.Keys.Count);
        }
    }
}
