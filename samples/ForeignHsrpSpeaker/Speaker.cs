using System.Buffers.Binary;
using System.Text;
using Holdfast.Testing.Conformance.Hsrp;

/// <summary>HSRP version 1 without Holdfast: RFC 2281 §5.7 as a list of cases.</summary>
internal sealed class Speaker(HsrpSettings set)
{
    private const byte Initial = 0, Listen = 2, Speak = 4, Standby = 8, Active = 16, No = 99;
    private readonly byte[] _password = Encoding.ASCII.GetBytes(set.Password.PadRight(8, '\0'));
    private (byte State, TimeSpan? Active, TimeSpan? Standby, byte Says) _at = (0, null, null, 99);
    private TimeSpan? _hello;

    public TimeSpan? Due() => new[] { _at.Active, _at.Standby, _hello }.Min();

    public IReadOnlyList<HsrpSaid> Tell(TimeSpan now, HsrpTold told)
    {
        var ((state, active, standby, _), hold) = (_at, now + set.HoldTime);
        var octets = told is HsrpTold.Datagram datagram ? datagram.Octets.ToArray() : [];
        var isOurs = octets is [0, _, _, _, _, _, var group, _, ..] && octets.Length >= 20
            && group == set.Group && octets[8..16].SequenceEqual(_password);
        var (opcode, theirs) = isOurs ? (octets[1], octets[2]) : (No, No);
        var isHigher = isOurs && octets[5] > set.Priority; // Equal ones: compare addresses.
        _at = (told, state, opcode, theirs) switch
        {
            (HsrpTold.Enable, _, _, _) => (Listen, hold, hold, No),
            (HsrpTold.Disable, _, _, _) => (Initial, null, null, state == Active ? (byte)2 : No),
            (HsrpTold.Tick, Listen, _, _) when active <= now => (Speak, hold, hold, No),
            (HsrpTold.Tick, Listen, _, _) when standby <= now => (Speak, active, hold, No),
            (HsrpTold.Tick, Speak, _, _) when active <= now => (Speak, hold, standby, No),
            (HsrpTold.Tick, Speak, _, _) when standby <= now => (Standby, active, null, No),
            (HsrpTold.Tick, Standby, _, _) when active <= now => (Active, null, null, 0),
            (_, Active, 0 or 1, Active) when isHigher => (Speak, hold, hold, No),
            (_, Active, 0, Active) => (Active, null, null, 1),
            (_, > Initial, 0, Active) when set.Preempts && !isHigher => (Active, null, null, 1),
            (_, > Initial, 0, Active) => (state, hold, standby, No),
            (_, Speak or Standby, 0, Speak or Standby) when isHigher => (Listen, active, hold, No),
            (_, Listen, 0, Standby) when !isHigher => (Speak, active, hold, No),
            (_, Speak, 0, Standby) when !isHigher => (Standby, active, null, No),
            (_, Listen or Speak, 2, _) => (Speak, hold, state == Listen ? hold : standby, No),
            (_, Standby, 2, _) => (Active, null, null, 0),
            _ => (state, active, standby, No),
        };
        HsrpSaid[] said = _at.Says == No ? [] : [Message(_at.Says)];
        said = _hello <= now && _at.State >= Speak ? [.. said, Message(0)] : said;
        _hello = _at.State == Initial ? null
            : _hello <= now || told is HsrpTold.Enable ? now + set.HelloTime : _hello;
        return said;
    }

    private HsrpSaid Message(byte opcode)
    {
        var octets = new byte[20];
        (octets[1], octets[2], octets[3], octets[4], octets[5], octets[6]) = (opcode, _at.State,
            (byte)set.HelloTime.Seconds, (byte)set.HoldTime.Seconds, (byte)set.Priority,
            (byte)set.Group);
        _password.CopyTo(octets, 8);
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(16), (uint)set.VirtualAddress.Value);
        return new(new(octets));
    }
}
