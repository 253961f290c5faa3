using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>Octets that somebody changed on the way, to either side, at any time.</summary>
public sealed class HostileHandshakes
{
    private const int Runs = 150;
    private static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);

    /// <summary>What is not as it was sent is no exception, and no SA of anybody else.</summary>
    [Fact]
    public void Changed_octets_are_read_or_dropped_and_whoever_agrees_has_the_same_keys() =>
        ForAll.Cases(
            Runs,
            choices => Enumerable.Range(0, choices.Below(20)).Select(_ => (
                Which: choices.Below(8), At: choices.Below(400), With: (byte)choices.Below(256),
                Cut: choices.Chance(20), IsRequest: choices.Chance(50))).ToArray(),
            changes =>
            {
                using var world = new HandshakeWorld(
                    HandshakeSamples.Initiators[0], HandshakeSamples.Responders[0], Provider,
                    HandshakeSamples.Key(HandshakeSamples.ForMars, "key"),
                    HandshakeSamples.Key(HandshakeSamples.ForCarol, "key"));
                world.Begin(HandshakeSamples.Wish);
                foreach (var (which, at, with, cut, isRequest) in changes)
                {
                    var octets = world.Sent[which % world.Sent.Count].ToArray();
                    octets[at % octets.Length] ^= with;
                    world.Deliver(
                        cut ? octets[..(at % octets.Length)] : octets, isRequest);
                    world.Break(0, which);
                }

                for (var round = 0; round < 100; round++)
                {
                    if (world.Initiator is IkeInitiator.State.Up or IkeInitiator.State.Gone)
                    {
                        break;
                    }

                    world.Break(0, 0);
                }

                if (world.Initiator is IkeInitiator.State.Up)
                {
                    var (one, other) = (world.Made!, world.Answered!);
                    Assert.True(world.InitiatorKeys.KeysOf(one.Keys.Value).SkD.FixedTimeEquals(
                        world.ResponderKeys.KeysOf(other.Keys.Value).SkD.Span));
                    Assert.Equal(HandshakeSamples.Mars, one.Peer);
                    Assert.Equal(HandshakeSamples.Carol, other.Peer);
                }
            });
}
