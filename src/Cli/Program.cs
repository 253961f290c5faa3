using System.CommandLine;

var root = new RootCommand("Reads IPsec traffic: IKE, ESP, AH, HSRP and what carries them.");
return root.Parse(args).Invoke();
