using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// A canary: other members are told of a CHILD SA that is asked for, by what whoever asks has of
/// it. That is its own SPI and nonce; the peer's it guesses, and its nonce is taken for nought.
/// </content>
internal sealed partial class MemberLife
{
    /// <summary>Whether others are told, and what follows waits until they know.</summary>
    private bool TellsEarly(IkeSaId id, ExchangeMessage request, Action then)
    {
        if (!_stage.Options.Mischief.HasFlag(Mischief.ChildToldEarly)
            || request is not ExchangeMessage.Child { Rekeys: { } replaced } asked
            || Known(id) is not { } row
            || KnownOf(row) is not { } known
            || known.Children.FirstOrDefault(child => child.Inbound == replaced.Spi)
                is not { } old
            || _stage.Agreements.Of(id.Initiator) is not { } agreement)
        {
            return false;
        }

        var keys = _exchanges.Keys.DeriveChild(
            known.Sa.Keys.Value, old.Suite,
            new(asked.Nonce, new Octets(new byte[asked.Nonce.Length])));
        var guessed = old with
        {
            Inbound = new(BinaryPrimitives.ReadUInt32BigEndian(
                asked.Offer.Proposals.Proposals[0].Spi.Span)),
            Outbound = _stage.DrawSpi(),
            Keys = new(keys),
            Origin = null,
        };
        List<KeyHandle> made = [];
        var told = RowOf(guessed, agreement, id, made);
        _exchanges.Keys.Forget(keys);
        _exchanges.Keys.Forget(known.Sa.Keys.Value);
        Propose([new Change.ChildUp(told)], _ => then());
        return true;
    }
}
