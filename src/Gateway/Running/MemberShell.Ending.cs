using System.ComponentModel;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Gateway.Running;

/// <content>How it ends, and what it does once it has stood still.</content>
public sealed partial class MemberShell
{
    // Who knows everything may be away for a moment only: then a drain is undone, and begun anew.
    private static readonly TimeSpan AsksAgainAfter = TimeSpan.FromMilliseconds(500);

    private Instant? _drainsAt;

    /// <summary>When something is due of leaving; null: it is not to leave.</summary>
    private Instant? LeavesAt =>
        _leaveUntil is not null && _state.Drain is MemberDrain.State.Serving
            ? Instant.Earliest(_leaveUntil, _drainsAt)
            : _leaveUntil;

    /// <summary>Somebody wants it to end: at once where it does not reign.</summary>
    private void Leave()
    {
        _isEnding = _state.Replication.Role is not SaReplication.Role.Active;
        _leaveUntil = Now + LeaveWithin;
        if (!_isEnding)
        {
            AskToDrain();
        }
    }

    private void AskToDrain()
    {
        _drainsAt = Now + AsksAgainAfter;
        Do(new Input.AtDrain(new MemberDrain.Input.Leave()));
    }

    /// <summary>It is to stay: no drain is begun again, though it ends in time if it is to.
    /// </summary>
    private void Remain()
    {
        _drainsAt = null;
        Do(new Input.AtDrain(new MemberDrain.Input.Remain()));
    }

    private void Leaving()
    {
        if (_leaveUntil is not { } until)
        {
            return;
        }

        _isEnding |= until <= Now
            || (_state.Replication.Role is not SaReplication.Role.Active && !HasLateFrames);
        if (!_isEnding && _state.Drain is MemberDrain.State.Serving && _drainsAt <= Now)
        {
            AskToDrain();
        }
    }

    /// <summary>The guard took the addresses: this process stood still. What has come meanwhile is
    /// heard by now; whoever is still active takes them back.</summary>
    private void Dropped()
    {
        _drops++;
        Journal.Guarded(_journal, _lease!.Time);
        ClaimAgain();
    }

    private void ClaimAgain()
    {
        Do(Tick());
        foreach (var side in Sides)
        {
            if (_claims[(int)side])
            {
                _shared[(int)side].Claim();
                _shared[(int)side].Announce();
            }
        }
    }

    private void End()
    {
        ForgetLate();
        foreach (var port in _ports)
        {
            port?.Dispose();
        }

        foreach (var shared in _shared)
        {
            Quietly(() => shared?.Dispose());
        }

        Quietly(() => _lease?.Dispose());
        Quietly(() => _ipsec?.Dispose());
        _meters.Dispose();
        _credentials.Dispose();
        _keys.Dispose();
        _store.Dispose();
        _news.Dispose();
        _routes.Dispose();
        lock (_waking)
        {
            _isOver = true;
            _ = LibC.Close(_waker);
        }
    }

    /// <summary>What fails here keeps nothing else from being put away.</summary>
    private void Quietly(Action putAway)
    {
        try
        {
            putAway();
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            Journal.Tells(_journal, failure.Message);
        }
    }
}
