using Holdfast.StateMachines;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Hsrp;

namespace Holdfast.Tests.Properties.Testing.Conformance.Hsrp;

/// <summary>HSRP of either version as somebody else writes it: octets by hand, the table in ifs.
/// </summary>
internal sealed class ForeignHsrp(
    HsrpSettings settings, HsrpReading reading, HsrpMistake mistake)
{
    private enum In
    {
        Initial,
        Learn,
        Listen,
        Speak,
        Standby,
        Active,
    }

    private In _state = In.Initial;
    private TimeSpan? _active;
    private TimeSpan? _standby;
    private TimeSpan? _hello;
    private HostAddress? _activeRouter;

    public static Subject<HsrpTold, HsrpSaid> Make(
        HsrpSettings settings, HsrpReading reading, HsrpMistake mistake)
    {
        var it = new ForeignHsrp(settings, reading, mistake);
        return new(
            (now, told) => [.. it.Tell(now, told).Select(octets => new HsrpSaid(new(octets)))],
            it.Due);
    }

    private TimeSpan? Due()
    {
        TimeSpan? due = null;
        foreach (var timer in (TimeSpan?[])[_active, _standby, _hello])
        {
            due = due is null || timer < due ? timer ?? due : due;
        }

        return due;
    }

    private List<byte[]> Tell(TimeSpan now, HsrpTold told)
    {
        var said = new List<byte[]>();
        switch (told)
        {
            case HsrpTold.Enable:
                _state = In.Listen;
                (_active, _standby) = (now + settings.HoldTime, now + settings.HoldTime);
                _hello = now + settings.HelloTime;
                break;
            case HsrpTold.Disable:
                if (_state == In.Active && mistake != HsrpMistake.GoesWithoutAWord)
                {
                    said.Add(Resign(In.Initial));
                }

                (_state, _active, _standby, _hello) = (In.Initial, null, null, null);
                break;
            case HsrpTold.Datagram(var source, var octets) when _state != In.Initial:
                OnMessage(now, source, octets.Span, said);
                break;
            case HsrpTold.Tick:
                OnTime(now, said);
                break;
        }

        return said;
    }

    private void OnTime(TimeSpan now, List<byte[]> said)
    {
        if (_active <= now)
        {
            _active = null;
            switch (_state)
            {
                case In.Listen:
                    _active = now + settings.HoldTime;
                    _standby = mistake == HsrpMistake.StandsByAtOnce ? _standby : _active;
                    _state = In.Speak;
                    break;
                case In.Speak when reading == HsrpReading.Repaired:
                    _active = now + settings.HoldTime;
                    break;
                case In.Standby:
                    TakeOver(said);
                    break;
            }
        }
        else if (_standby <= now)
        {
            _standby = _state == In.Listen ? now + settings.HoldTime : null;
            _state = _state switch
            {
                In.Listen => In.Speak,
                In.Speak when mistake != HsrpMistake.NeverStandsBy => In.Standby,
                _ => _state,
            };
        }
        else if (_hello <= now)
        {
            _hello = now + (mistake == HsrpMistake.IsLateWithHellos
                ? settings.HoldTime : settings.HelloTime);
            if (_state is In.Speak or In.Standby or In.Active
                || mistake == HsrpMistake.SpeaksInListen)
            {
                said.Add(Message(0, _state));
            }
        }
    }

    private void OnMessage(
        TimeSpan now, HostAddress source, ReadOnlySpan<byte> octets, List<byte[]> said)
    {
        if (ForeignHsrpOctets.Read(settings.Version, octets, mistake) is not { } heard
            || (heard.Group != settings.Group && mistake != HsrpMistake.ChecksNoGroup)
            || (heard.Password != settings.Password && mistake != HsrpMistake.ChecksNoPassword))
        {
            return;
        }

        var isHigher = heard.Priority > settings.Priority
            || (heard.Priority == settings.Priority && mistake switch
            {
                HsrpMistake.ComparesPrioritiesAlone => false,
                HsrpMistake.YieldsToEquals => true,
                _ => source.Value > settings.Address.Value,
            });
        var good = now + (mistake == HsrpMistake.KeepsItsOwnHoldTime
            ? settings.HoldTime : heard.HoldTime);
        var standsFor = mistake == HsrpMistake.OwnHoldTimeForTheStandby
            ? settings.HoldTime : heard.HoldTime;
        var (opcode, state) = (heard.Opcode, (In)heard.State);
        opcode = opcode > 2 && mistake == HsrpMistake.TakesAnyKind ? (byte)0 : opcode;
        switch (opcode, state, isHigher)
        {
            case (0, In.Active, true) when _state == In.Active:
                if (mistake == HsrpMistake.ResignsAtAHello)
                {
                    said.Add(Resign(In.Active));
                }

                if (mistake != HsrpMistake.IgnoresAHigherRouter)
                {
                    Yield(now, good, source);
                }

                break;
            case (0, In.Active, false) when _state == In.Active:
                if (mistake != HsrpMistake.SendsNoCoup)
                {
                    said.Add(Message(1, In.Active));
                }

                break;
            case (0, In.Active, false)
                when settings.Preempts || mistake == HsrpMistake.PreemptsAlways:
                var before = _state;
                TakeOver(said);
                said.Add(Message(
                    1, mistake == HsrpMistake.SaysItsStateBeforeInACoup ? before : In.Active));
                break;
            case (0, In.Active, _):
                (_active, _activeRouter) = (good, source);
                break;
            case (0, In.Standby or In.Speak, true)
                when _state is In.Speak or In.Standby:
                if (mistake != HsrpMistake.StaysInTheElection)
                {
                    _standby = now
                        + (state == In.Standby ? standsFor : settings.HoldTime);
                    _state = In.Listen;
                }

                break;
            case (0, In.Speak, false) when _state is In.Speak or In.Standby
                && mistake == HsrpMistake.GivesWayToALowerSpeaker:
                (_state, _standby) = (In.Listen, now + settings.HoldTime);
                break;
            case (1, _, true) when _state == In.Standby
                && mistake == HsrpMistake.YieldsToACoupInStandby:
                Yield(now, now + settings.HoldTime, null);
                break;
            case (1, _, true) when _state == In.Standby && mistake == HsrpMistake.ResignsInStandby:
                said.Add(Resign(In.Standby));
                break;
            case (0, In.Standby, false) when _state is In.Listen or In.Speak:
                if (_state == In.Speak)
                {
                    (_state, _standby) = (In.Standby, null);
                }
                else if (mistake != HsrpMistake.IgnoresALowerStandby)
                {
                    (_state, _standby) = (In.Speak, now + standsFor);
                }

                break;
            case (0, In.Standby, _) when _state != In.Standby:
                _standby = mistake == HsrpMistake.KeepsItsStandbyTimer
                    ? _standby : now + standsFor;
                break;
            case (1, _, true) when _state == In.Active && mistake != HsrpMistake.IgnoresCoups:
                Give(now, said);
                break;
            case (1, _, false) when _state == In.Active && mistake == HsrpMistake.TakesAnyCoup
                && heard.Priority < settings.Priority:
                Give(now, said);
                break;
            case (2, _, _) when mistake switch
            {
                HsrpMistake.IgnoresResigns => false,
                HsrpMistake.TakesAnyResign => true,
                _ => source == _activeRouter,
            }:
                OnResign(now, said);
                break;
        }
    }

    /// <summary>To a Coup.</summary>
    private void Give(TimeSpan now, List<byte[]> said)
    {
        if (mistake != HsrpMistake.GoesWithoutAWordAtACoup)
        {
            said.Add(Resign(In.Active));
        }

        Yield(now, now + settings.HoldTime, null);
    }

    private void OnResign(TimeSpan now, List<byte[]> said)
    {
        _activeRouter = null;
        switch (_state)
        {
            case In.Listen:
                (_active, _standby) = (now + settings.HoldTime, now + settings.HoldTime);
                _state = In.Speak;
                break;
            case In.Speak:
                _active = now + settings.HoldTime;
                break;
            case In.Standby:
                TakeOver(said);
                break;
        }
    }

    private void TakeOver(List<byte[]> said)
    {
        (_state, _active, _standby, _activeRouter) = (In.Active, null, null, null);
        said.Add(Message(0, In.Active));
    }

    private void Yield(TimeSpan now, TimeSpan active, HostAddress? to)
    {
        (_active, _standby, _activeRouter) = (active, now + settings.HoldTime, to);
        _state = In.Speak;
    }

    private byte[] Resign(In state) =>
        Message(2, mistake == HsrpMistake.ResignsAsAListener ? In.Listen : state);

    private byte[] Message(byte opcode, In state) => ForeignHsrpOctets.Write(
        settings, opcode, (int)state,
        settings.Priority
            - (mistake == HsrpMistake.SaysAnotherPriority && state == In.Active ? 10 : 0));
}
