using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.IdWindows;

namespace Holdfast.Tests.Properties.Testing.Conformance.IdWindows;

/// <summary>What somebody may get wrong.</summary>
public enum IdMistake
{
    None,
    TakesRepetitions,
    SealsResponsesAnew,
    DropsRepetitions,
    TakesAnything,
    SealsRequestsAnew,
    SkipsOne,
    ForgetsTheWindow,
    TakesAnyResponse,
    AnswersOneOnly,
}

/// <summary>The suite of message IDs: what it passes, and what it catches.</summary>
public sealed class IdSuite
{
    [Fact]
    public void A_right_implementation_of_somebody_else_passes() => Biting.Passes(
        IdConformance.Of(settings => ForeignIds.Make(settings, IdMistake.None)));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(IdConformance.Of(Ours));

    [Theory]
    [InlineData(IdMistake.TakesRepetitions, "A_request_is_taken_once")]
    [InlineData(IdMistake.SealsResponsesAnew, "A_repeated_request_gets_the_same_response")]
    [InlineData(IdMistake.DropsRepetitions, "A_repeated_request_gets_the_same_response")]
    [InlineData(IdMistake.TakesAnything, "A_request_beyond_the_window_is_not_taken")]
    [InlineData(IdMistake.SealsRequestsAnew, "An_ID_stands_for_one_request")]
    [InlineData(IdMistake.SkipsOne, "IDs_are_used_without_a_gap")]
    [InlineData(
        IdMistake.ForgetsTheWindow, "No_more_requests_are_open_than_the_peer_takes")]
    [InlineData(
        IdMistake.TakesAnyResponse, "A_response_that_nobody_waits_for_is_ignored")]
    [InlineData(IdMistake.AnswersOneOnly, "The_next_request_is_taken_and_answered")]
    public void A_mistake_is_caught_by_the_property_that_should(
        IdMistake mistake, string property) => Biting.Catches(
            IdConformance.Of(settings => ForeignIds.Make(settings, mistake)), property);

    /// <summary>Our machine, with a shell that seals and answers at once.</summary>
    private static Subject<IdTold, IdSaid> Ours(IdSettings settings)
    {
        Assert.True(MessageIds.Config.TryCreate(
            new() { Window = (int)settings.Window }, out var config, out _));
        var machine = MessageIds.Machine;
        var state = machine.Initial(config, Instant.Zero);
        return new(
            (now, told) =>
            {
                var said = new List<IdSaid>();
                Take(now, told switch
                {
                    IdTold.Request(var id) => new MessageIds.Input.Requested(id),
                    IdTold.Response(var id) => new MessageIds.Input.Answered(id),
                    IdTold.Wanted => new MessageIds.Input.Wanted(),
                    IdTold.WindowSet(var size) => new MessageIds.Input.WindowSet(size),
                    IdTold.Tick => machine.Tick,
                }, said);
                return said;
            },
            () => machine.Deadline(config, state) - Instant.Zero);

        void Take(TimeSpan now, MessageIds.Input input, List<IdSaid> said)
        {
            var next = machine.Step(config, state, Instant.Zero + now, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case MessageIds.Output.Seal(var id):
                        Take(now, new MessageIds.Input.Sealed(id, Message(1, id)), said);
                        break;
                    case MessageIds.Output.Take(var id):
                        said.Add(new IdSaid.Take(id));
                        Take(now, new MessageIds.Input.Responded(id, Message(2, id)), said);
                        break;
                    case MessageIds.Output.Finish(var id):
                        said.Add(new IdSaid.Finish(id));
                        break;
                    case MessageIds.Output.SaFailed:
                        said.Add(new IdSaid.Failed());
                        break;
                    case MessageIds.Output.Transmit(var message):
                        var octets = message[0].Span;
                        said.Add(octets[0] == 1
                            ? new IdSaid.Send(octets[1], message[0])
                            : new IdSaid.Respond(octets[1], message[0]));
                        break;
                    case MessageIds.Output.RoomLeft:
                        Take(now, new MessageIds.Input.Wanted(), said);
                        break;
                }
            }
        }
    }

    private static Items<Octets> Message(byte kind, uint id) => [new Octets([kind, (byte)id])];
}

/// <summary>Message IDs as somebody else writes them: two counters and what was sent.</summary>
internal sealed class ForeignIds(IdSettings settings, IdMistake mistake)
{
    private readonly Dictionary<uint, Octets> _responses = [];
    private readonly List<uint> _open = [];
    private uint _next;
    private uint _window = 1;
    private int _wanted;
    private byte _fresh;
    private TimeSpan _retry;

    public static Subject<IdTold, IdSaid> Make(IdSettings settings, IdMistake mistake)
    {
        var it = new ForeignIds(settings, mistake);
        return new(it.Tell, () => it._open.Count > 0 ? it._retry : null);
    }

    private IReadOnlyList<IdSaid> Tell(TimeSpan now, IdTold told)
    {
        switch (told)
        {
            case IdTold.Request(var id):
                return OnRequest(id);
            case IdTold.WindowSet(var size):
                _window = size;
                return Send(now);
            case IdTold.Wanted:
                _wanted++;
                return Send(now);
            case IdTold.Response(var id) when _open.Contains(id):
                _open.Remove(id);
                return [new IdSaid.Finish(id), .. Send(now)];
            case IdTold.Response(var id) when mistake == IdMistake.TakesAnyResponse:
                return [new IdSaid.Finish(id)];
            case IdTold.Tick when now >= _retry:
                _retry = now + TimeSpan.FromSeconds(4);
                return [.. _open.Select(Sent)];
            default:
                return [];
        }
    }

    private List<IdSaid> OnRequest(uint id)
    {
        var lowest = 0u;
        while (_responses.ContainsKey(lowest))
        {
            lowest++;
        }

        if (_responses.TryGetValue(id, out var old))
        {
            return mistake switch
            {
                IdMistake.DropsRepetitions => [],
                IdMistake.SealsResponsesAnew =>
                    [new IdSaid.Respond(id, new([(byte)id, ++_fresh]))],
                IdMistake.TakesRepetitions => [new IdSaid.Take(id), new IdSaid.Respond(id, old)],
                _ => [new IdSaid.Respond(id, old)],
            };
        }

        if ((id >= lowest + settings.Window && mistake != IdMistake.TakesAnything)
            || (mistake == IdMistake.AnswersOneOnly && _responses.Count > 0))
        {
            return [];
        }

        _responses[id] = new([(byte)id, 0]);
        return [new IdSaid.Take(id), new IdSaid.Respond(id, _responses[id])];
    }

    private List<IdSaid> Send(TimeSpan now)
    {
        var said = new List<IdSaid>();
        while (_wanted > 0 && (_open.Count == 0 || mistake == IdMistake.ForgetsTheWindow
            || _next - _open.Min() < _window))
        {
            _wanted--;
            _retry = now + TimeSpan.FromSeconds(4);
            _open.Add(_next);
            said.Add(Sent(_next));
            _next += mistake == IdMistake.SkipsOne && _next == 0 ? 2u : 1;
        }

        return said;
    }

    private IdSaid Sent(uint id) => new IdSaid.Send(
        id, new([(byte)id, mistake == IdMistake.SealsRequestsAnew ? ++_fresh : (byte)0]));
}
