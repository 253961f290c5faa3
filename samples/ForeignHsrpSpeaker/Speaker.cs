using Holdfast.Testing.Conformance.Hsrp;

/// <summary>HSRP version 1 in octets, without our codecs and machines: RFC 2281 §5.7.</summary>
internal sealed class Speaker(HsrpSettings set)
{
    private const byte Initial = 0, Listen = 2, Speak = 4, Standby = 8, Active = 16, No = 99;
    private readonly byte[] _password = [.. set.Password.PadRight(8, '\0').Select(c => (byte)c)];
    private (byte State, TimeSpan? Active, TimeSpan? Standby, byte Says) _at = (0, null, null, 99);
    private (TimeSpan? Hello, UInt128? ActiveRouter) _more;

    public TimeSpan? Due() => new[] { _at.Active, _at.Standby, _more.Hello }.Min();

    public IReadOnlyList<HsrpSaid> Tell(TimeSpan now, HsrpTold told)
    {
        var ((state, active, standby, _), hold) = (_at, now + set.HoldTime);
        var (by, octets) = told is HsrpTold.Datagram(var source, var packet)
            ? (source.Value, packet.ToArray()) : (default, []);
        var ours = octets.Length == 20 && octets[0] == 0 && octets[6] == set.Group
            && octets[8..16].SequenceEqual(_password);
        var (opcode, theirs) = ours ? (octets[1], octets[2]) : (No, No);
        var good = ours && theirs >= Standby ? now + TimeSpan.FromSeconds(octets[4]) : hold;
        var higher = ours && (octets[5], by).CompareTo(((byte)set.Priority, set.Address.Value)) > 0;
        _at = (told, state, opcode, theirs) switch
        {
            (HsrpTold.Enable, _, _, _) => (Listen, hold, hold, No),
            (HsrpTold.Disable, _, _, _) => (Initial, null, null, state == Active ? (byte)2 : No),
            (HsrpTold.Tick, Listen, _, _) when active <= now => (Speak, hold, hold, No),
            (HsrpTold.Tick, Listen, _, _) when standby <= now => (Speak, active, hold, No),
            (HsrpTold.Tick, Speak, _, _) when active <= now => (Speak, hold, standby, No),
            (HsrpTold.Tick, Speak, _, _) when standby <= now => (Standby, active, null, No),
            (HsrpTold.Tick, Standby, _, _) when active <= now => (Active, null, null, 0),
            (_, Active, 0, Active) when higher => (Speak, good, hold, No),
            (_, Active, 1, _) when higher => (Speak, hold, hold, 2),
            (_, Active, 0, Active) => (Active, null, null, 1),
            (_, > Initial, 0, Active) when set.Preempts && !higher => (Active, null, null, 1),
            (_, > Initial, 0, Active) => (state, good, standby, No),
            (_, Speak or Standby, 0, Speak or Standby) when higher => (Listen, active, good, No),
            (_, Listen, 0, Standby) => (higher ? Listen : Speak, active, good, No),
            (_, Speak, 0, Standby) => (Standby, active, null, No),
            (_, Listen, 2, _) when by == _more.ActiveRouter => (Speak, hold, hold, No),
            (_, Speak, 2, _) when by == _more.ActiveRouter => (Speak, hold, standby, No),
            (_, Standby, 2, _) when by == _more.ActiveRouter => (Active, null, null, 0),
            _ => (state, active, standby, No),
        };
        HsrpSaid[] said = _at.Says == No ? [] : [Message(_at.Says)];
        said = _more.Hello <= now && _at.State >= Speak ? [.. said, Message(0)] : said;
        _more = _at.State == Initial ? default : (
            _more.Hello <= now || state == Initial ? now + set.HelloTime : _more.Hello,
            (opcode, theirs) is (0, Active) ? by : _more.ActiveRouter);
        return said;
    }

    private HsrpSaid Message(byte opcode)
    {
        byte[] all = [0, opcode, _at.State, (byte)set.HelloTime.Seconds, (byte)set.HoldTime.Seconds,
            (byte)set.Priority, (byte)set.Group, 0, .. _password, 0, 0, 0, 0];
        set.VirtualAddress.Write(all.AsSpan(16));
        return new(new(all));
    }
}
