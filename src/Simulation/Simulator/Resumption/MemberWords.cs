using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.StateMachines.Resumption;

namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>
/// What members tell each other of tickets, in octets: which of them it is, a number and a time of
/// eight octets each, as often as there is something to tell. The sync channel has no record of
/// it: whoever takes tickets shares them by a shell of its own.
/// </summary>
internal static class MemberWords
{
    private const int Length = 1 + sizeof(ulong) + sizeof(long);

    private enum Kind : byte
    {
        Spent,
        Heard,
        Hello,
        HelloAgain,
        Told,
        TicketSpent,
        SaDeleted,
        Knows,
    }

    /// <summary>A word in octets; empty: it is none for another member.</summary>
    public static byte[] Write(TicketWord word) => word switch
    {
        TicketWord.Spent(var id, var left) => One(Kind.Spent, id, left.Ticks),
        TicketWord.Heard(var id) => One(Kind.Heard, id, 0),
        TicketWord.Hello(var boot, var isAnswer) =>
            One(isAnswer ? Kind.HelloAgain : Kind.Hello, (ulong)boot, 0),
        TicketWord.Told(var boot, var all) =>
            [.. One(Kind.Told, (ulong)boot, 0), .. all.SelectMany(Write)],
        TicketWord.Request or TicketWord.Shown or TicketWord.Proven or TicketWord.Deletes
            or TicketWord.Given or TicketWord.Resumed or TicketWord.Deleted => [],
    };

    /// <summary>Reads a word; null: it is none.</summary>
    public static TicketWord? Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < Length || octets.Length % Length != 0)
        {
            return null;
        }

        var (kind, id, ticks) = At(octets, 0);
        return kind switch
        {
            Kind.Spent => new TicketWord.Spent(id, new(ticks)),
            Kind.Heard => new TicketWord.Heard(id),
            Kind.Hello or Kind.HelloAgain =>
                new TicketWord.Hello((int)id, kind == Kind.HelloAgain),
            Kind.Told => new TicketWord.Told((int)id, TellingsIn(octets)),
            _ => null,
        };
    }

    private static Items<ResumptionGateway.Input> TellingsIn(ReadOnlySpan<byte> octets)
    {
        List<ResumptionGateway.Input> all = [];
        for (var at = Length; at < octets.Length; at += Length)
        {
            var (kind, id, ticks) = At(octets, at);
            switch (kind)
            {
                case Kind.TicketSpent:
                    all.Add(new ResumptionGateway.Input.SpentElsewhere(id, new(ticks)));
                    break;
                case Kind.SaDeleted:
                    all.Add(new ResumptionGateway.Input.SaDeletedElsewhere(id, new(ticks)));
                    break;
                case Kind.Knows:
                    all.Add(new ResumptionGateway.Input.Knows(new(ticks)));
                    break;
                default:
                    break;
            }
        }

        return [.. all];
    }

    private static byte[] Write(ResumptionGateway.Input told) => told switch
    {
        ResumptionGateway.Input.SpentElsewhere(var id, var left) =>
            One(Kind.TicketSpent, id, left.Ticks),
        ResumptionGateway.Input.SaDeletedElsewhere(var sa, var left) =>
            One(Kind.SaDeleted, sa, left.Ticks),
        ResumptionGateway.Input.Knows(var time) => One(Kind.Knows, 0, time.Ticks),
        _ => [],
    };

    private static byte[] One(Kind kind, ulong id, long ticks)
    {
        var octets = new byte[Length];
        octets[0] = (byte)kind;
        BinaryPrimitives.WriteUInt64BigEndian(octets.AsSpan(1), id);
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(1 + sizeof(ulong)), ticks);
        return octets;
    }

    private static (Kind Kind, ulong Id, long Ticks) At(ReadOnlySpan<byte> octets, int at) => (
        (Kind)octets[at], BinaryPrimitives.ReadUInt64BigEndian(octets[(at + 1)..]),
        BinaryPrimitives.ReadInt64BigEndian(octets[(at + 1 + sizeof(ulong))..]));
}
