using Holdfast.Gateway.Tunnels;
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

    /// <summary>What a drain wants of traffic.</summary>
    public void Carry(MemberDrain.Output wanted)
    {
        switch (wanted)
        {
            case MemberDrain.Output.PushState:
                _settleUntil = _now() + SettleWithin;
                break;
            case MemberDrain.Output.OpenDoors:
                _settleUntil = null;
                break;
            case MemberDrain.Output.CloseDoors or MemberDrain.Output.Yield
                or MemberDrain.Output.TakeBack or MemberDrain.Output.RedirectPeers
                or MemberDrain.Output.StopRedirects:
                break;
        }
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
        }
    }

    /// <summary>How far each tunnel came, before the successor has the place: it accepts what
    /// follows.</summary>
    private void SettleFloors(Instant now, Instant until)
    {
        if (_state().Drain is MemberDrain.State.Pushing { IsSettled: false })
        {
            LowerFloors(now, block: 0);
            if (now >= until || !_tunnels.All.Any(tunnel => tunnel.IsRising))
            {
                _step(new Input.AtDrain(new MemberDrain.Input.Settled()));
            }
        }
    }

    private void LowerFloors(Instant now, uint block)
    {
        var left = block == 0 ? int.MaxValue : LoweredMax;
        foreach (var tunnel in _tunnels.All)
        {
            if (left > 0 && tunnel.FloorInExcess(now, block) is { } floor)
            {
                left--;
                Lower(tunnel, floor);
            }
        }
    }

    /// <summary>It keeps to a lower floor before that is a fact, or another member would accept
    /// what it still accepts. What is refused is refused at once: nothing happened between.
    /// </summary>
    private void Lower(Tunnel tunnel, ulong floor)
    {
        var before = tunnel.Lower(floor);
        Propose([new Change.FloorLowered(tunnel.Sa.Inbound, floor)], isFact =>
        {
            if (!isFact && Reigns)
            {
                tunnel.Raise(before.Floor);
            }
        });
    }
}
