using System.CommandLine;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Commands;

EdgeMap.Lend();

var root = new RootCommand(
    "Finds octets that break a claim. Each target is something that reads what strangers send: "
    + "'list' names them with what is claimed. 'run TARGET' searches, guided by the edges that "
    + "inputs go through; 'reproduce FILE' runs one input again. docs/fuzzing.md tells the rest."
    + "\n\n"
    + "  run ikev2 --for 10m          search; begun again it goes on\n"
    + "  reproduce FILE               one input, every claim\n"
    + "  minimise ikev2               throw out what adds nothing\n"
    + "  fuzz/campaign --for 8h       every target in turn\n"
    + "  fuzz/afl ikev2 -V 60         the same target under AFL++")
{
    ListCommand.Build(),
    RunCommand.Build(),
    MinimiseCommand.Build(),
    ReproduceCommand.Build(),
    SumsCommand.Build(),
    MediansCommand.Build(),
    AflCommand.Build(),
    WorkCommand.Build(),
};
return await root.Parse(args).InvokeAsync();
