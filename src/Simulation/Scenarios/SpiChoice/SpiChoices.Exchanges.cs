using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.SpiChoice;

/// <content>
/// Who is who does not matter: an SPI says who chose it, and no more. SAs are made anew in the
/// order in which they were made, which the IKE SA remembers.
/// </content>
public sealed partial record SpiChoices
{
    private Items<Symmetry<SpiState, SpiInput>> Exchanges() =>
    [
        .. Symmetry.Orders(Members + 1, Members).Select(places =>
            new Symmetry<SpiState, SpiInput>(places)
            {
                State = state => Exchanged(places, state),
            }),
    ];

    private static SpiState Exchanged(Items<int> places, SpiState state) => state switch
    {
        SpiState.Member(var sas) => new SpiState.Member(Evolution.Evolve(
            Known(),
            new(default, [.. sas.Ikes.First!.Children.Select(spi => Made(Of(places, spi)))]))),
        SpiState.Peer(var spis) => new SpiState.Peer(spis with
        {
            Live =
            [
                .. spis.Live
                    .Select(one => new ChosenSpi(
                        NumberAt(places, one.Member), Of(places, new(one.Spi)).Value))
                    .OrderBy(one => one.Spi).ThenBy(one => one.Member),
            ],
        }),
    };

    // Members are numbered from 1; the lowest octet of an SPI is the number of who chose it.
    private static byte NumberAt(Items<int> places, byte member) => (byte)(places[member - 1] + 1);

    private static Spi Of(Items<int> places, Spi spi) =>
        new SpiPartition(NumberAt(places, (byte)spi.Value)).Make(spi.Value);
}
