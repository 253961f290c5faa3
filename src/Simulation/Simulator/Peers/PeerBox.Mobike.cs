using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Mobike;

namespace Holdfast.Simulation.Simulator;

/// <content>A peer that moves, RFC 4555: the shipped machine of the initiator says which path its
/// messages take, and when its CHILD SAs follow.</content>
internal sealed partial class PeerBox
{
    private const int CookieLength = 16;

    private readonly MobikeInitiator.Config _mobike;

    /// <summary>Its former address is gone, and the next one of its links is there; false: it has
    /// no other one, or does not move.</summary>
    public bool Move(Action<LanPort, bool> setCarrier)
    {
        if (!IsRunning || !Plan.IsMobile || _ports.Count < 2)
        {
            return false;
        }

        var former = Port;
        Port = _ports[(_ports.IndexOf(former) + 1) % _ports.Count];
        setCarrier(former, false);
        setCarrier(Port, true);
        _stage.Tell(MomentKind.Peer, Plan.Name, $"is at {Port.Address} on {Port.Lan.Name}");
        Take(() =>
        {
            foreach (var ike in _ikes.Values.Where(one => one.Successor is null).ToArray())
            {
                Mobike(ike, new MobikeInitiator.Input.Locals([Port.Address]));
            }
        });

        return true;
    }

    private void Mobike(PeerIke ike, MobikeInitiator.Input input)
    {
        if (ike.IsGone)
        {
            return;
        }

        var next = MobikeInitiator.Step(_mobike, ike.Mobike, Now, input);
        ike.Mobike = next.State;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case MobikeInitiator.Output.UseForIke(var path):
                    foreach (var one in _ikes.Values.Where(one => one.Newest == ike))
                    {
                        one.Here = path.Local;
                    }

                    break;
                case MobikeInitiator.Output.UseForChildSas(var path):
                    Follow(ike, path.Local);
                    break;
                case MobikeInitiator.Output.SendUpdate:
                    Update(ike);
                    break;
                case MobikeInitiator.Output.Announce(var additional) when additional.Count > 0:
                    ike.Requests.Enqueue(new(
                        ExchangeType.Informational,
                        Descriptions.Of(MobikeMessages.Announce(additional)), _ => { }));
                    Ids(ike, new MessageIds.Input.Wanted());
                    break;
                case MobikeInitiator.Output.Answer answer:
                    ike.Echo = Descriptions.Of(MobikeMessages.Echo(answer));
                    break;
                case MobikeInitiator.Output.NoPathWorks:
                    _stage.Tell(MomentKind.Peer, Plan.Name, "finds no path that works");
                    break;
                case MobikeInitiator.Output.CloseSa:
                    ike.IsEnding = true;
                    AskToEnd(ike);
                    break;
                case MobikeInitiator.Output.Announce:
                    break;
            }
        }

        PlanTick();
    }

    private void Update(PeerIke ike)
    {
        var cookie = Drawn();
        ike.Updates++;
        ike.Requests.Enqueue(new(
            ExchangeType.Informational, Descriptions.Of(MobikeMessages.Update(cookie, null)),
            answer =>
            {
                ike.Updates--;
                if (answer is not null)
                {
                    Mobike(
                        ike.Newest,
                        MobikeMessages.ClassifyAnswer(Descriptions.NotifiesIn(answer)));
                }
                else if (!ike.Newest.IsGone)
                {
                    // Message IDs were synchronised: the gateway has not seen it, RFC 6311 §5.1.
                    Update(ike.Newest);
                }
            }));
        Mobike(ike, new MobikeInitiator.Input.Sent(cookie));
        Ids(ike, new MessageIds.Input.Wanted());
    }

    private Octets Drawn()
    {
        Span<byte> cookie = stackalloc byte[CookieLength];
        _chance.Fill(cookie);
        return new(cookie);
    }

    /// <summary>CHILD SAs leave from another address, with the numbers and IVs that they have.
    /// </summary>
    private void Follow(PeerIke ike, HostAddress here)
    {
        ike.ChildHere = here;
        _stage.Tell(MomentKind.Peer, Plan.Name, $"sends its packets from {here}");
        foreach (var child in ike.Children.Values)
        {
            if (child.Out.Sequence.Next is { } next)
            {
                child.Out = Leaving(child, next, next);
            }
        }
    }
}
