using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.IdWindows;

namespace Holdfast.Tests.Properties.Testing.Conformance.IdWindows;

/// <summary>The suite of message IDs: what it passes, and what it catches.</summary>
public sealed class IdSuite
{
    [Theory]
    [InlineData(IdMistake.None)]
    [InlineData(IdMistake.GivesUp)]
    [InlineData(IdMistake.OneAtATime)]
    [InlineData(IdMistake.SendsLater)]
    public void A_right_implementation_of_somebody_else_passes(IdMistake way) =>
        Biting.Passes(IdConformance.Of(settings => ForeignIds.Make(settings, way)));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(IdConformance.Of(Ours));

    [Theory]
    [InlineData(IdMistake.TakesRepetitions, "A_request_is_taken_once")]
    [InlineData(IdMistake.SealsResponsesAnew, "A_repeated_request_gets_the_same_response")]
    [InlineData(IdMistake.DropsRepetitions, "A_repeated_request_gets_the_same_response")]
    [InlineData(IdMistake.KeepsOneResponse, "A_repeated_request_gets_the_same_response")]
    [InlineData(IdMistake.TakesAnything, "A_request_beyond_the_window_is_not_taken")]
    [InlineData(IdMistake.ComparesSigned, "A_request_beyond_the_window_is_not_taken")]
    [InlineData(
        IdMistake.InOrderOnly, "Requests_inside_the_window_are_taken_in_any_order")]
    [InlineData(IdMistake.SealsRequestsAnew, "An_ID_stands_for_one_request")]
    [InlineData(IdMistake.SkipsOne, "IDs_are_used_without_a_gap")]
    [InlineData(IdMistake.WrapsTheId, "Message_IDs_never_wrap")]
    [InlineData(IdMistake.TakesWhatWrapped, "Message_IDs_never_wrap")]
    [InlineData(
        IdMistake.ForgetsTheWindow, "No_more_requests_are_open_than_the_peer_takes")]
    [InlineData(
        IdMistake.CountsTheOpenOnes, "No_more_requests_are_open_than_the_peer_takes")]
    [InlineData(IdMistake.NeverSends, "A_request_that_the_window_allows_is_sent")]
    [InlineData(IdMistake.ForgetsWhatWaits, "A_request_that_the_window_allows_is_sent")]
    [InlineData(
        IdMistake.NeverRepeats, "A_request_without_a_response_is_sent_again_or_given_up")]
    [InlineData(
        IdMistake.StopsRepeating, "A_request_without_a_response_is_sent_again_or_given_up")]
    [InlineData(IdMistake.IgnoresResponses, "A_response_that_is_waited_for_is_taken")]
    [InlineData(
        IdMistake.TakesAnyResponse, "A_response_that_nobody_waits_for_is_ignored")]
    [InlineData(
        IdMistake.TakesTheLastAgain, "A_response_that_nobody_waits_for_is_ignored")]
    [InlineData(
        IdMistake.AnswersOneOnly, "The_next_request_is_taken_and_answered",
        "Requests_inside_the_window_are_taken_in_any_order")]
    public void A_mistake_is_caught_by_the_property_that_should(
        IdMistake mistake, string property, string? general = null) => Biting.Catches(
            IdConformance.Of(settings => ForeignIds.Make(settings, mistake)), property, general);

    /// <summary>Our machine, with a shell that seals and answers at once, and asks again for what
    /// there was no room for.</summary>
    private static Subject<IdTold, IdSaid> Ours(IdSettings settings)
    {
        Assert.True(MessageIds.Config.TryCreate(
            new() { Window = (int)settings.Window }, out var config, out _));
        var machine = MessageIds.Machine;
        MessageIds.State state = new MessageIds.State.Open(
            new(settings.FirstOurs, 1, [], false, false),
            new(settings.FirstTheirs, [], [], null));
        var held = 0;
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
                        var of = BinaryPrimitives.ReadUInt32BigEndian(octets[1..]);
                        said.Add(octets[0] == 1
                            ? new IdSaid.Send(of, message[0])
                            : new IdSaid.Respond(of, message[0]));
                        break;
                    case MessageIds.Output.Hold:
                        held++;
                        break;
                    case MessageIds.Output.RoomLeft:
                        (var waiting, held) = (held, 0);
                        for (var i = 0; i < waiting; i++)
                        {
                            Take(now, new MessageIds.Input.Wanted(), said);
                        }

                        break;
                }
            }
        }
    }

    private static Items<Octets> Message(byte kind, uint id)
    {
        var octets = new byte[5];
        octets[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(1), id);
        return [new Octets(octets)];
    }
}
