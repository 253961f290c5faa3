using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Ipsec;

/// <content>Floors come down (docs/adr/0044): where fewer packets come than they were made for, and
/// all the way before the place is given up on purpose.</content>
internal sealed partial class IpsecShell
{
    private const int LoweredMax = 64;
    private static readonly TimeSpan FloorsEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMilliseconds(200);

    private Instant _floorsAt;
    private Instant? _settleUntil;
    private bool _isFirstToSettle;

    /// <summary>What a drain wants of traffic.</summary>
    public void Carry(MemberDrain.Output wanted)
    {
        switch (wanted)
        {
            case MemberDrain.Output.PushState:
                _settleUntil = _now() + SettleWithin;
                _isFirstToSettle = true;
                break;
            case MemberDrain.Output.OpenDoors:
                SettleNoMore();
                break;
            case MemberDrain.Output.Yield:
                // What is on its way into tunnels belongs to this member still.
                HearClear();
                break;
            case MemberDrain.Output.CloseDoors or MemberDrain.Output.TakeBack
                or MemberDrain.Output.RedirectPeers or MemberDrain.Output.StopRedirects:
                break;
        }
    }

    /// <summary>Whether whoever serves next accepts a packet of ESP no more: one of its SA that is
    /// as new was accepted here, and no floor comes down below that.</summary>
    public bool IsPast(Spi spi, SequenceNumber number)
    {
        if (_tunnels.Of(spi)?.In is not { } inbound)
        {
            return false;
        }

        inbound.Window.Check(number, out var whole);
        return whole <= inbound.Window.Right;
    }

    /// <summary>A member that gives its place away asks for no floor any more.</summary>
    private bool IsSettling => _settleUntil is not null;

    private void LowerFloors(Instant now)
    {
        if (!Reigns)
        {
            _settleUntil = null;
        }
        else if (_settleUntil is { } until)
        {
            SettleFloors(now, until);
        }
        else if (now >= _floorsAt)
        {
            _floorsAt = now + FloorsEvery;
            LowerFloors(now, _config.Replication.Settings.FloorBlock);
            _questions.AskAgain();
        }
    }

    /// <summary>How far each tunnel came, before the successor has the place: it accepts what
    /// follows.</summary>
    private void SettleFloors(Instant now, Instant until)
    {
        var isPushing = _state().Drain is MemberDrain.State.Pushing { IsSettled: false };
        if (isPushing && _isFirstToSettle)
        {
            // What came before late frames are kept is accepted before floors come down.
            _isFirstToSettle = false;
            HearEsp();
            HearEncapsulated();
        }

        if (isPushing)
        {
            LowerFloors(now, block: 0);
        }

        var isLate = now >= until;
        if (isPushing && (isLate || !_tunnels.All.Any(
            tunnel => tunnel.IsRising || tunnel.FloorInExcess(now, 0) is not null)))
        {
            _step(new Input.AtDrain(new MemberDrain.Input.Settled()));
        }

        // A successor that is slow is no reason to let peers wait.
        if (isLate)
        {
            SettleNoMore();
        }
    }

    private void SettleNoMore()
    {
        _settleUntil = null;
        foreach (var tunnel in _tunnels.All)
        {
            Ask(tunnel);
        }
    }

    /// <summary>Those in excess together, so that a thousand do not fill the log.</summary>
    private void LowerFloors(Instant now, uint block)
    {
        List<(Tunnel Tunnel, ulong Floor)> lower = [];
        foreach (var tunnel in _tunnels.All)
        {
            if (tunnel.FloorInExcess(now, block) is { } floor)
            {
                lower.Add((tunnel, floor));
            }
        }

        foreach (var together in lower.Chunk(LoweredMax))
        {
            Lower(together);
        }
    }

    /// <summary>It keeps to lower floors before they are facts, or another member would accept
    /// what it still accepts. What is refused is refused at once: nothing happened between.
    /// </summary>
    private void Lower((Tunnel Tunnel, ulong Floor)[] together)
    {
        var before = together.Select(one => one.Tunnel.Lower(one.Floor)).ToArray();
        Propose(
            [
                .. together.Select(one =>
                    new Change.FloorLowered(one.Tunnel.Sa.Inbound, one.Floor)),
            ],
            isFact =>
            {
                for (var at = 0; !isFact && Reigns && at < together.Length; at++)
                {
                    together[at].Tunnel.Raise(before[at].Floor);
                }
            });
    }
}
